public import ForumKernel
public import ForumWiring

/// A secret from the environment: in the variable itself, in the file that the variable with `_FILE` names, or from the command in the one with `_COMMAND`.
public enum EnvironmentSecret: SecretSource {
  case text(String)
  case file(SecretFile)
  case command(SecretCommand)

  static let suffixes = ["_FILE", "_COMMAND"]

  /// The source with its place, or nil when no variable is set. Throws `invalid` (`secret_given_twice`) when several are.
  static func source(_ name: String, in environment: [String: String]) throws(AppError) -> (EnvironmentSecret, ConfigOrigin)? {
    let (file, command) = (name + suffixes[0], name + suffixes[1])
    let set = [name, file, command].filter { environment[$0] != nil }
    guard set.count < 2 else {
      throw AppError(.invalid, "secret_given_twice", "\(set.joined(separator: " and ")) are both set. Set one of them.")
    }
    if let secret = environment[name] { return (.text(secret), .environment(name: name)) }
    if let path = environment[file] { return (.file(SecretFile(path, namedBy: file)), .secretFile(name: file, path: path)) }
    return environment[command].map { (.command(SecretCommand($0, namedBy: command)), .environment(name: command)) }
  }

  /// The secret with its place, or nil when no variable is set. Throws `invalid` when several are, and when it can't be read.
  public static func read(_ name: String, in environment: [String: String]) throws(AppError) -> (String, ConfigOrigin)? {
    guard let (source, origin) = try source(name, in: environment) else { return nil }
    return (try source.read(), origin)
  }

  /// Whether it may give something else later.
  var canChange: Bool { if case .text = self { false } else { true } }

  public func secret() async throws -> String {
    switch self {
    case .text(let text): text
    case .file(let file): try await file.secret()
    case .command(let command): try await command.secret()
    }
  }

  func read() throws(AppError) -> String {
    switch self {
    case .text(let text): text
    case .file(let file): try file.read()
    case .command(let command): try command.read()
    }
  }
}
