import CPQ
import ForumKernel
import Logging
public import SQLStore

/// Postgres as the store's engine: SERIALIZABLE transactions over a bounded number of blocking connections, each on a thread of its own.
public final class PostgresDriver: SQLDriver {
  private static let logger = Logger(label: "store.postgres")

  /// How soon connections follow secrets that were replaced.
  private static let renewalInterval = Duration.milliseconds(250)

  private let writers: LanePool
  private let readers: LanePool
  private let hanging: HangGuard
  private let replicas: ReplicaSet?
  private let settings: PostgresDriverSettings
  private let renewing: Task<Void, Never>?

  /// Loads libpq and reads the URL; connects when it is first used. Throws `PostgresSetupError`.
  public init(settings: PostgresDriverSettings) throws {
    try PostgresLibrary.load()
    guard cpq_can_read(settings.url) else { throw PostgresSetupError.malformedURL }
    self.settings = settings
    hanging = HangGuard(settings)
    writers = LanePool("postgres.writer", lanes: settings.writers, settings, hanging)
    readers = LanePool("postgres.reader", lanes: settings.readers, settings, hanging)
    replicas = ReplicaSet(settings, hanging)
    let pools = [writers, readers] + (replicas?.pools ?? [])
    renewing =
      settings.hasChangingSecrets
      ? Task {
        while (try? await Task.sleep(for: Self.renewalInterval)) != nil {
          for pool in pools { await pool.renewOutdated() }
        }
      } : nil
  }

  /// Tells when the role goes past row-level security. Throws `PostgresSetupError` or `SchemaError` when the server or its database does not fit.
  public func migrate() async throws {
    try await run(writers, .write, .everyTenant, settings.statementTimeout, showsSetupErrors: true) { connection in
      var commits = ""
      try connection.query("SELECT current_setting('synchronous_commit')", []) { commits = $0.text(0) }
      if commits == "off" { throw PostgresSetupError.notDurable(user: connection.user) }
      if let warning = try RowSecurity.warning(connection) { connection.afterCommit { Self.logger.warning("\(warning)") } }
    }
    repeat {
    } while try await run(writers, .migration, .everyTenant, SchemaMigrations.budget, showsSetupErrors: true) { connection in
      try SchemaMigrations.applyNext(Migration.postgres, to: connection)
    }
  }

  /// A body that meets another transaction runs again, a bounded number of times; one whose connection breaks before its commit, once.
  public func write<Result: Sendable>(
    _ scope: TenantScope, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    guard let replicas, let caller = RequestCaller.current else {
      return try await run(writers, .write, scope, settings.statementTimeout) { try body($0) }
    }
    do {
      let (result, position) = try await runMarking(writers, .write, scope, settings.statementTimeout) { try body($0) }
      replicas.wrote(position, caller)
      return result
    } catch {
      // It may have been committed.
      if (error as? AppError)?.slug == PostgresFailure.commitUnknown.slug { replicas.wrote(nil, caller) }
      throw error
    }
  }

  /// The body does not run on the caller's thread; it runs again when its connection breaks. A request that only reads may get what a replica has, when
  /// that has all that the caller wrote.
  public func read<Result: Sendable>(
    _ scope: TenantScope, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    if let replica = replicas?.replica(for: .current), let result = try await read(from: replica, scope, body) { return result }
    return try await run(readers, .read, scope, settings.statementTimeout) { try body($0) }
  }

  /// What the replicas are like; empty without any.
  public func replicaStates() async -> [PostgresReplicaState] { await replicas?.states() ?? [] }

  /// What to do where the role may do too little, or so much that row-level security does not hold for it; nil when it is as it should be, or nobody could say.
  public func advice() async -> String? {
    let advice = try? await run(readers, .read, .everyTenant, settings.statementTimeout) { connection in
      [try RolePrivileges.advice(connection), try RowSecurity.warning(connection)].compactMap(\.self).joined(separator: " ")
    }
    return advice.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// nil when the replica could not answer, and the primary must.
  private func read<Result: Sendable>(
    from replica: Replica, _ scope: TenantScope, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result? {
    do {
      let result = try await replica.pool.run(fresh: false) { [settings] connection in
        try connection.transaction(.read, scope, settings.statementTimeout) { try body($0) }
      }
      replica.countRead()
      return result
    } catch let aborted as AbortedTransaction {
      switch aborted.remedy {
      case .giveUp: throw aborted.error
      // What it replayed took away what was being read.
      case .runAgain, .lookAgain: break
      case .reconnect: replica.leaveOut("lost the connection")
      }
    } catch is PostgresSetupError {
      replica.leaveOut("can't be reached")
    } catch is AppError {
      // Its connections are busy, or it hangs.
    }
    return nil
  }

  /// Throws `unavailable`: `store_read_only` on a standby, `store_unreachable`, `pool_busy`, `store_closed`.
  public func checkWritable() async throws {
    try await write(.everyTenant) { connection in
      var isReadOnly = false
      try connection.query("SELECT current_setting('transaction_read_only')", []) { isReadOnly = $0.text(0) == "on" }
      if isReadOnly { throw PostgresFailure.readOnly }
    }
  }

  /// Writes that wait for a connection, for metrics.
  public var queueDepth: Int { writers.waiting }

  /// Answers the calls that wait and run, refuses new ones, and closes the connections.
  public func close() async throws {
    renewing?.cancel()
    await renewing?.value
    hanging.close()
    await writers.close()
    await readers.close()
    await replicas?.close()
  }

  private func run<Result: Sendable>(
    _ pool: LanePool, _ kind: TransactionKind, _ scope: TenantScope, _ budget: Duration, showsSetupErrors: Bool = false,
    _ body: @escaping @Sendable (PostgresConnection) throws -> Result
  ) async throws -> Result {
    try await runMarking(pool, kind, scope, budget, showsSetupErrors: showsSetupErrors, marks: false, body).0
  }

  /// Also how far the log is afterwards, where that counts.
  private func runMarking<Result: Sendable>(
    _ pool: LanePool, _ kind: TransactionKind, _ scope: TenantScope, _ budget: Duration, showsSetupErrors: Bool = false, marks: Bool = true,
    _ body: @escaping @Sendable (PostgresConnection) throws -> Result
  ) async throws -> (Result, LogProgress.Position?) {
    var attempts = TransactionAttempts(conflictsMax: settings.conflictsMax)
    var isFresh = false
    while true {
      do {
        return try await pool.run(fresh: isFresh) { connection in
          let result = try connection.transaction(kind, scope, budget, body)
          return (result, marks ? connection.positionAfterCommit() : nil)
        }
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
