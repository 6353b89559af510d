/// Which layer a value came from; later cases win over earlier ones.
public enum ConfigOrigin: Sendable, Equatable, CustomStringConvertible {
  case byDefault
  case file(path: String, line: Int)
  case environment(name: String)
  /// A secret read from the file that a `FORUM_…_FILE` variable names.
  case secretFile(name: String, path: String)
  case flag(name: String)

  public var description: String {
    switch self {
    case .byDefault: "default"
    case .file(let path, let line): "\(path):\(line)"
    case .environment(let name): name
    case .secretFile(let name, let path): "\(name) (\(path))"
    case .flag(let name): name
    }
  }
}

/// One thing that is wrong with the configuration.
public struct ConfigFault: Sendable, Equatable, CustomStringConvertible {
  /// File and line, variable, or flag.
  public let place: String
  /// One sentence that names the key.
  public let message: String

  public var description: String { "\(place): \(message)" }
}

/// Everything that is wrong with the configuration, at once; the server does not start.
public struct ConfigFaults: Error, Sendable, Equatable, CustomStringConvertible {
  public let faults: [ConfigFault]

  public var description: String { faults.map(\.description).joined(separator: "\n") }
}
