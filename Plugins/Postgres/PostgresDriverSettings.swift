public import ForumWiring

/// How the Postgres store works; the defaults suit one node with a database beside it.
public struct PostgresDriverSettings: Sendable {
  /// `postgresql://…` or `key=value …` as libpq has them: hosts, `sslmode=verify-full`, `sslrootcert`, `target_session_attrs` are its business.
  public var url: String
  /// Asked for the URL at each new connection, in place of `url`.
  public var urlSource: (any SecretSource)?
  /// Asked at each new connection; replaces the password of the URL.
  public var password: (any SecretSource)?
  /// Asked at each new connection for `PostgresCredentials`, which replace user and password of the URL.
  public var credentials: (any SecretSource)?
  /// Standbys of the same server, as `HOST[:PORT]`, that answer reads; who connects and how is as in the URL.
  public var replicas: [String] = []
  /// A replica that is further behind is left out.
  public var replicaLagMax = Duration.seconds(1)
  /// Connects to this host instead of those of the URL.
  var host: PostgresHost?
  /// Connections that write.
  public var writers = 4
  /// Connections that read.
  public var readers = 8
  /// How long a connection may take to open, per host; libpq counts whole seconds, and two at least.
  public var connectTimeout = Duration.seconds(5)
  /// How long one transaction may take, each of its statements included; then it is undone.
  public var statementTimeout = Duration.seconds(5)
  /// How long a call may wait for a connection.
  public var waitTimeout = Duration.seconds(2)
  /// Calls that may wait; more are refused.
  public var waitersMax = 1024
  /// A connection is replaced when it is older: new passwords and new addresses are taken up.
  public var connectionLifetime = Duration.seconds(1800)
  /// Named prepared statements. Off behind pgbouncer in transaction mode before 1.21.
  public var prepared = true
  /// After-commit actions run in commit order, as `SQLConnection` promises; commits that have some then go one after another. Off only where a
  /// broker carries the events, so that nobody listens to commits.
  public var commitsInOrder = true
  /// How often one write is run again because it met another one.
  public var conflictsMax = 24

  /// Settings for the server that `url` names.
  public init(url: String) { self.url = url }

  /// Whether who connects may change while the server runs.
  var hasChangingSecrets: Bool { sources.contains { !($0 is FixedSecret) } }

  /// Whether the user itself may be another one, and the one before be gone.
  var hasChangingUser: Bool { credentials.map { !($0 is FixedSecret) } ?? false }

  /// Another number when who connects ends soon: connections that were opened before are replaced then.
  var edition: Int { sources.reduce(0) { $0 + $1.edition } }

  private var sources: [any SecretSource] { [urlSource, password, credentials].compactMap(\.self) }
}
