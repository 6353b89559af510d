public import ForumKernel
import Synchronization

/// What has been built at boot, by type, and who asked for it. Used by the composition root and the factories only: nothing looks anything up later.
public final class Container: Sendable {
  /// One arrow of the wiring.
  public struct Link: Sendable, Equatable {
    public let consumer: String
    public let port: String
    public let provider: String
  }

  private struct Entry {
    let provider: String
    let value: any Sendable
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var links: [Link] = []
  }

  private let state = Mutex(State())

  public init() {}

  /// Throws `conflict` (`provided_twice`) naming both when the type has a provider already.
  public func provide<Port: Sendable>(_ value: Port, as port: Port.Type, by provider: String) throws(AppError) {
    let other = state.withLock { state -> String? in
      if let entry = state.entries[ObjectIdentifier(port)] { return entry.provider }
      state.entries[ObjectIdentifier(port)] = Entry(provider: provider, value: value)
      return nil
    }
    if let other { throw AppError(.conflict, "provided_twice", "Both \(other) and \(provider) provide \(port).") }
  }

  /// Throws `unavailable` (`not_provided`) when nothing built so far provides the type.
  public func require<Port: Sendable>(_ port: Port.Type, for consumer: String) throws(AppError) -> Port {
    let value = state.withLock { state -> Port? in
      guard let entry = state.entries[ObjectIdentifier(port)] else { return nil }
      state.links.append(Link(consumer: consumer, port: "\(port)", provider: entry.provider))
      return entry.value as? Port
    }
    guard let value else { throw AppError(.unavailable, "not_provided", "\(consumer) needs \(port), which nothing built before it provides.") }
    return value
  }

  /// The wiring so far, for `doctor`.
  public var links: [Link] { state.withLock { $0.links } }
}
