public import ForumWiring

/// What the configuration says of the Postgres store.
public struct PostgresSettings: Sendable {
  /// All of them with their defaults.
  public init() {}

  /// The connection string.
  public let url = Setting(
    "store.url", default: "postgresql://127.0.0.1:5432/forum", secret: true, "Where Postgres is, as libpq writes it; sslmode and hosts go here.",
    complaint: { PostgresURL.complaint($0) })
  /// Beside the connection string.
  public let password = Setting("store.password", default: "", secret: true, "The password, if it is not part of the URL.")
  /// User and password in one, so that they change together.
  public let credentials = Setting(
    "store.credentials", default: "", secret: true,
    "User and password together, as JSON: {\"username\": …, \"password\": …}; for users that a vault makes: vault://database/creds/ROLE.",
    complaint: { $0.isEmpty || PostgresCredentials($0) != nil ? nil : PostgresCredentials.form })
  /// A file that is read at each new connection.
  public let passwordFile = Setting(
    "postgres.password_file", default: "", "A file with the password, read at each new connection: it may change while the server runs.")
  /// Connections that write.
  public let writers = Setting("postgres.writers", default: 4, in: 1...100, "Connections that write.")
  /// Connections that read.
  public let readers = Setting("postgres.readers", default: 8, in: 1...1000, "Connections that read.")
  /// Standbys.
  public let replicas = Setting(
    "postgres.replicas", default: [], "Streaming standbys that answer reads, as HOST[:PORT]; user, password, database and TLS are those of store.url."
  ) {
    $0.first { PostgresHost($0) == nil }.map { "hosts such as 10.0.0.2 or standby.example.org:5432, unlike “\($0)”" }
  }
  /// For a standby.
  public let replicaLagMax = Setting(
    "postgres.replica_lag_max", default: .seconds(1), in: .milliseconds(200) ... .seconds(300), "A standby that is further behind is left out.")
  /// Per host.
  public let connectTimeout = Setting(
    "postgres.connect_timeout", default: .seconds(5), in: .seconds(2) ... .seconds(60), "How long a connection may take to open, per host.")
  /// Of one transaction.
  public let statementTimeout = Setting(
    "postgres.statement_timeout", default: .seconds(5), in: .milliseconds(100) ... .seconds(300), "How long one transaction may take.")
  /// For a connection.
  public let waitTimeout = Setting(
    "postgres.wait_timeout", default: .seconds(2), in: .milliseconds(10) ... .seconds(60), "How long a request may wait for a connection; then 503.")
  /// Age at which a connection is replaced.
  public let connectionLifetime = Setting(
    "postgres.connection_lifetime", default: .seconds(1800), in: .seconds(1) ... .seconds(86_400), "Older connections are replaced.")
  /// For who listens to commits.
  public let commitsInOrder = Setting(
    "postgres.commits_in_order", default: true, "Tells of commits in their order; false is faster, where a broker carries the events.")
  /// Named prepared statements.
  public let prepared = Setting(
    "postgres.prepared", default: true, "Prepared statements; false behind pgbouncer before 1.21 in transaction mode.")

  /// For the adapter's factory.
  public var declarations: [SettingDeclaration] {
    [
      url.declaration, password.declaration, credentials.declaration, passwordFile.declaration, writers.declaration, readers.declaration,
      replicas.declaration, replicaLagMax.declaration, connectTimeout.declaration, statementTimeout.declaration, waitTimeout.declaration,
      connectionLifetime.declaration, commitsInOrder.declaration,
      prepared.declaration,
    ]
  }

  /// What the driver takes.
  public func driver(_ values: SettingValues) -> PostgresDriverSettings {
    var driver = PostgresDriverSettings(url: values[url])
    driver.urlSource = values.source(url)
    let (file, password) = (values[passwordFile], values[password])
    if !file.isEmpty {
      driver.password = SecretFile(file, namedBy: passwordFile.declaration.key)
    } else if !password.isEmpty {
      driver.password = values.source(self.password) ?? FixedSecret(password)
    }
    if !values[credentials].isEmpty { driver.credentials = values.source(credentials) ?? FixedSecret(values[credentials]) }
    driver.replicas = values[replicas]
    driver.replicaLagMax = values[replicaLagMax]
    driver.writers = values[writers]
    driver.readers = values[readers]
    driver.connectTimeout = values[connectTimeout]
    driver.statementTimeout = values[statementTimeout]
    driver.waitTimeout = values[waitTimeout]
    driver.connectionLifetime = values[connectionLifetime]
    driver.commitsInOrder = values[commitsInOrder]
    driver.prepared = values[prepared]
    return driver
  }
}
