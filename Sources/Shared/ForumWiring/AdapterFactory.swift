public import ForumKernel
public import Logging

/// What an adapter gets to build itself.
public struct AdapterContext: Sendable {
  /// The data directory's path; each adapter keeps to its own file or folder in it.
  public let dataDirectory: String
  public let settings: SettingValues
  public let clock: any WallClock
  public let logger: Logger
  /// What was built before.
  public let container: Container

  public init(dataDirectory: String, settings: SettingValues, clock: any WallClock, logger: Logger, container: Container) {
    self.dataDirectory = dataDirectory
    self.settings = settings
    self.clock = clock
    self.logger = logger
    self.container = container
  }

  /// The same with other settings.
  public func with(_ settings: SettingValues) -> AdapterContext {
    AdapterContext(dataDirectory: dataDirectory, settings: settings, clock: clock, logger: logger, container: container)
  }
}

/// How one adapter of a port is made. The configuration names it by its id.
public struct AdapterFactory<Port: Sendable>: Sendable {
  /// `<port>.<technology>`: `store.sqlite`.
  public let id: String
  /// One line for `config schema` and `doctor`.
  public let summary: String
  /// The settings that only this adapter has.
  public let settings: [SettingDeclaration]
  /// What its back end makes unlike the embedded adapter of the port, by nature: a sentence each, for `doctor --parity`.
  public let differences: [String]
  /// The file of the data directory that everything is in; nil where there is none, or where it may be lost without harm.
  public let file: String?
  /// Builds the adapter; throws when its settings or its back end do not allow it to work.
  public let make: @Sendable (AdapterContext) async throws -> Port
  /// The file of the declaration, to tell two of one id apart.
  let declaredIn: String

  public init(
    _ id: String, _ summary: String, settings: [SettingDeclaration] = [], differences: [String] = [], file: String? = nil,
    declaredIn: String = #fileID,
    make: @escaping @Sendable (AdapterContext) async throws -> Port
  ) {
    self.id = id
    self.summary = summary
    self.settings = settings
    self.differences = differences
    self.file = file
    self.declaredIn = declaredIn
    self.make = make
  }
}

/// The adapters of one port that this binary holds.
public struct AdapterCatalog<Port: Sendable>: Sendable {
  public let port: String
  public let factories: [AdapterFactory<Port>]

  /// Throws `conflict` (`adapter_declared_twice`) when two have one id.
  public init(_ port: String, _ factories: [AdapterFactory<Port>]) throws(AppError) {
    for (index, factory) in factories.enumerated() {
      guard let twin = factories[..<index].first(where: { $0.id == factory.id }) else { continue }
      throw AppError(
        .conflict, "adapter_declared_twice",
        "Two adapters are called \(factory.id): “\(twin.summary)” (\(twin.declaredIn)) and “\(factory.summary)” (\(factory.declaredIn)).")
    }
    self.port = port
    self.factories = factories
  }

  /// The adapter of that name, with its port (`store.sqlite`) or without (`sqlite`); throws `invalid` (`unknown_adapter`) with the list of the known ones.
  public func factory(named id: String) throws(AppError) -> AdapterFactory<Port> {
    if let factory = factories.first(where: { $0.id == id || $0.id == "\(port).\(id)" }) { return factory }
    let known = factories.map(\.id).sorted().joined(separator: ", ")
    throw AppError(.invalid, "unknown_adapter", "There is no \(port) adapter called “\(id)”. Known: \(known.isEmpty ? "none" : known).")
  }
}
