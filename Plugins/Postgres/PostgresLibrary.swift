import CPQ

/// libpq, which is loaded when it is first needed and never linked.
enum PostgresLibrary {
  /// What Debian's package `libpq5` installs.
  static let name = "libpq.so.5"

  /// Throws `PostgresSetupError.missingLibrary` when it can't be loaded.
  static func load(_ name: String = name) throws(PostgresSetupError) {
    if let reason = cpq_load(name) { throw .missingLibrary(String(cString: reason)) }
  }
}

/// Why Postgres can't be the store at all: for the person who starts the server. Never holds a password.
public enum PostgresSetupError: Error, Sendable, Equatable, CustomStringConvertible {
  /// libpq is not on this machine, or is another one.
  case missingLibrary(String)
  /// The connection string can't be read. It is not repeated: it may hold a password.
  case malformedURL
  /// Where, as whom, and libpq's words.
  case unreachable(place: String, reason: String)
  /// As `unreachable`, after the server had asked for a password.
  case refused(place: String, reason: String)
  case noPassword(String)
  case oldServer(version: Int)
  case wrongEncoding(String)
  /// The table of the schema steps is not ours.
  case otherProgram
  /// An acknowledged change could be lost.
  case notDurable(user: String)
  /// The tables would belong to a role that a vault drops.
  case endingOwner(String)

  public var description: String {
    switch self {
    case .missingLibrary(let reason):
      "Postgres needs \(PostgresLibrary.name), which could not be loaded (\(reason)). On Debian: apt-get install libpq5"
    case .malformedURL:
      "store.url is not a connection string: postgresql://user@host:5432/database?sslmode=verify-full, or host=… dbname=…; "
        + "in a password @ is written as %40, / as %2F, ? as %3F and % as %25"
    case .unreachable(let place, let reason): "Postgres can't be reached at \(place): \(reason)"
    case .refused(let place, let reason): "Postgres lets nobody in at \(place): \(reason)"
    case .noPassword(let reason): "the source of the password for Postgres failed: \(reason)"
    case .oldServer(let version):
      "the server is Postgres \(version / 10_000); at least \(PostgresLink.serverVersionMin / 10_000) is needed"
    case .wrongEncoding(let encoding):
      "the database has the encoding \(encoding); UTF8 is needed: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
    case .otherProgram:
      "the database holds another program's tables (schema_migrations): give the forum a database, or a schema (?options=-csearch_path%3Dforum), of its own"
    case .notDurable(let user):
      "synchronous_commit is off, so that saved changes could be lost. Turn it on: ALTER ROLE \(user) SET synchronous_commit = on"
    case .endingOwner(let user):
      "the role \(user) ends, and the forum's tables would belong to it: let the vault's creation_statements make it act as a role that stays, "
        + "such as GRANT forum TO \"{{name}}\"; ALTER ROLE \"{{name}}\" SET role = 'forum'"
    }
  }
}
