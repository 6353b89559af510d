import CPQ
import ForumKernel
public import SQLStore

/// Postgres as the store's engine: SERIALIZABLE transactions over a bounded number of blocking connections, each on a thread of its own.
public final class PostgresDriver: SQLDriver {
  private let writers: LanePool
  private let readers: LanePool
  private let hanging: HangGuard
  private let settings: PostgresDriverSettings

  /// Loads libpq and reads the URL; connects when it is first used. Throws `PostgresSetupError`.
  public init(settings: PostgresDriverSettings) throws {
    try PostgresLibrary.load()
    guard cpq_can_read(settings.url) else { throw PostgresSetupError.malformedURL }
    self.settings = settings
    hanging = HangGuard(settings)
    writers = LanePool("postgres.writer", lanes: settings.writers, settings, hanging)
    readers = LanePool("postgres.reader", lanes: settings.readers, settings, hanging)
  }

  /// Throws `PostgresSetupError` or `SchemaError` when the server or its database does not fit.
  public func migrate() async throws {
    try await run(writers, .write, settings.statementTimeout, showsSetupErrors: true) { connection in
      var commits = ""
      try connection.query("SELECT current_setting('synchronous_commit')", []) { commits = $0.text(0) }
      if commits == "off" { throw PostgresSetupError.notDurable(user: connection.user) }
    }
    repeat {
    } while try await run(writers, .migration, SchemaMigrations.budget, showsSetupErrors: true) { connection in
      try SchemaMigrations.applyNext(Migration.postgres, to: connection)
    }
  }

  /// A body that meets another transaction runs again, a bounded number of times; one whose connection breaks before its commit, once.
  public func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
    try await run(writers, .write, settings.statementTimeout) { try body($0) }
  }

  /// The body does not run on the caller's thread; it runs again when its connection breaks.
  public func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
    try await run(readers, .read, settings.statementTimeout) { try body($0) }
  }

  /// Throws `unavailable`: `store_read_only` on a standby, `store_unreachable`, `pool_busy`, `store_closed`.
  public func checkWritable() async throws {
    try await write { connection in
      var isReadOnly = false
      try connection.query("SELECT current_setting('transaction_read_only')", []) { isReadOnly = $0.text(0) == "on" }
      if isReadOnly { throw PostgresFailure.readOnly }
    }
  }

  /// Writes that wait for a connection, for metrics.
  public var queueDepth: Int { writers.waiting }

  /// Answers the calls that wait and run, refuses new ones, and closes the connections.
  public func close() async throws {
    hanging.close()
    await writers.close()
    await readers.close()
  }

  private func run<Result: Sendable>(
    _ pool: LanePool, _ kind: TransactionKind, _ budget: Duration, showsSetupErrors: Bool = false,
    _ body: @escaping @Sendable (PostgresConnection) throws -> Result
  ) async throws -> Result {
    var attempts = TransactionAttempts(conflictsMax: settings.conflictsMax)
    var isFresh = false
    while true {
      do {
        return try await pool.run(fresh: isFresh) { try $0.transaction(kind, budget, body) }
      } catch let aborted as AbortedTransaction {
        guard let next = attempts.next(after: aborted.remedy) else { throw aborted.error }
        isFresh = next.isFresh
        // A caller that has gone away does not end the write: it may be committed already, and nobody could tell.
        _ = try? await Task.sleep(for: next.pause)
      } catch let error as PostgresSetupError {
        throw showsSetupErrors ? error : PostgresFailure.connectionLost
      }
    }
  }
}
