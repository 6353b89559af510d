public import ForumKernel
import Synchronization

/// The one store behind all modules' ports: a driver, and what each write needs beside it. The modules' folders add their ports as extensions.
public final class SQLStore: Sendable {
  /// Takes the messages of one commit, in sequence order.
  public typealias CommitObserver = @Sendable ([StreamMessage]) -> Void

  let driver: any SQLDriver
  let clock: any WallClock
  let ids: IDGenerator
  let times: WriteTimes
  private let outboxIsStream: Bool
  private let observers = Mutex<[CommitObserver]>([])

  /// `outboxIsStream`: the outbox is itself the event stream, as it is embedded; otherwise its rows wait for a relay.
  public init(driver: any SQLDriver, clock: any WallClock, ids: IDGenerator, outboxIsStream: Bool) {
    self.driver = driver
    self.clock = clock
    self.ids = ids
    times = WriteTimes(clock)
    self.outboxIsStream = outboxIsStream
  }

  /// Brings the schema up to date; throws `conflict` when the database does not fit this program (`data_format_newer`, `schema_edited`).
  public func migrate() async throws {
    do {
      try await driver.migrate()
    } catch let error as SchemaError {
      throw error.shown
    }
    times.begin(after: Timestamp(milliseconds: try await read(.everyTenant) { try ThreadQueries.newestActivity($0) } ?? 0))
  }

  /// Throws `unavailable` while nothing can be written: for readiness.
  public func checkWritable() async throws { try await driver.checkWritable() }

  /// Finishes what is queued, then closes.
  public func close() async throws { try await driver.close() }

  /// Runs `body` in one durable SERIALIZABLE transaction; it may run twice and must be pure but for the transaction it gets. Throws `CancellationError`
  /// when the task was cancelled before its turn came: whoever waits no longer wants nothing written. `scope`: when it reaches beyond the tenant.
  public func transaction<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, scope: TenantScope? = nil, _ body: @escaping @Sendable (SQLTransaction) throws -> Result
  ) async throws -> Result {
    let correlation = Correlation.current
    let caller = WaitingCaller()
    let write = WriteTimes.Write()
    defer { times.end(write) }
    return try await withTaskCancellationHandler {
      try await driver.write(scope ?? .tenant(tenant)) { [times] connection in
        guard caller.waits else { throw CancellationError() }
        // Whoever was in the same commit must be able to read it before anybody is answered.
        if connection.engine == .sqlite { connection.afterCommit { times.end(write) } }
        return try body(SQLTransaction(self, connection, tenant: tenant, actor: actor, now: times.begin(write), correlation: correlation))
      }
    } onCancel: {
      caller.leave()
    }
  }

  /// Runs `body` on one consistent snapshot of everything that was committed by the tenant.
  public func read<Result: Sendable>(
    _ tenant: TenantID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    try await driver.read(.tenant(tenant), body)
  }

  /// The same over the rows of `scope`.
  public func read<Result: Sendable>(
    _ scope: TenantScope, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    try await driver.read(scope, body)
  }

  /// From now on `observer` gets the messages of each commit, after the observers before it. It never waits and never throws.
  public func observeCommits(_ observer: @escaping CommitObserver) { observers.withLock { $0.append(observer) } }

  /// Hands the messages to the observers after the commit.
  func announce(_ messages: [StreamMessage]) { for observer in observers.withLock({ $0 }) { observer(messages) } }

  /// What `published_at` of a new outbox row is.
  func publishedAt(_ now: Timestamp) -> Int64? { outboxIsStream ? now.milliseconds : nil }
}

/// Whether the task of a queued write still wants it.
private final class WaitingCaller: Sendable {
  private let hasLeft = Atomic(false)

  var waits: Bool { !hasLeft.load(ordering: .relaxed) }
  func leave() { hasLeft.store(true, ordering: .relaxed) }
}
