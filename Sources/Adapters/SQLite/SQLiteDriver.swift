import ForumKernel
import GRDBSQLite
public import SQLStore

/// SQLite as the store's engine: one writer with group commit, readers beside it, everything durable when it is answered.
public final class SQLiteDriver: SQLDriver {
  /// nil in memory.
  let file: String?
  let writer: OpenedDatabase
  let queue: WriteQueue
  /// nil in memory, where the one connection does everything.
  private let readers: ReaderPool?
  private let settings: SQLiteDriverSettings
  private let requireRoom: @Sendable (_ file: String) throws -> Void

  /// Opens the file or makes it. The caller holds the lock on its directory: no second process may open it.
  public convenience init(path: String, settings: SQLiteDriverSettings = SQLiteDriverSettings()) throws {
    try self.init(file: path, settings)
  }

  /// A database of its own in memory, for tests.
  public static func inMemory(settings: SQLiteDriverSettings = SQLiteDriverSettings()) throws -> SQLiteDriver {
    try SQLiteDriver(file: nil, settings)
  }

  /// `requireRoom`: throws while the disk with the file is full.
  init(file: String?, _ settings: SQLiteDriverSettings, requireRoom: @escaping @Sendable (_ file: String) throws -> Void = DiskRoom.require(beside:))
    throws
  {
    self.file = file
    self.requireRoom = requireRoom
    writer = try OpenedDatabase(path: file, isReader: false)
    queue = WriteQueue(writer, settings, isFile: file != nil)
    readers = file.map { ReaderPool(path: $0, max: settings.readers) }
    self.settings = settings
  }

  /// A database of an older program is first copied beside itself.
  public func migrate() async throws {
    let (pending, schema) = try writer.use { try SchemaMigrations.pending(Migration.sqlite, in: $0) }
    if let schema, !pending.isEmpty { try keepBeforeUpgrade(schema: schema) }
    try writer.use { try SchemaMigrations.apply(pending, to: $0) }
  }

  /// SQLite has no second lock: `scope` is what the queries themselves say.
  public func write<Result: Sendable>(
    _ scope: TenantScope, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let run: @Sendable (SQLiteConnection, Bool) -> WriteQueue.Outcome = { [settings, queue] connection, isIsolated in
        let changes = connection.totalChanges
        do {
          let limited = { try connection.limited(to: settings.writeBudget) { try body(connection) } }
          let result = try isIsolated ? connection.savepoint(limited) : limited()
          return .done { failure in if let failure { continuation.resume(throwing: failure) } else { continuation.resume(returning: result) } }
        } catch {
          queue.stopIfFatal(error)
          let hasLeftChanges = !isIsolated && connection.totalChanges != changes
          return hasLeftChanges ? .spoiled : .done { _ in continuation.resume(throwing: error) }
        }
      }
      let refusal = queue.enqueue(WriteQueue.Job(run: run, refuse: { continuation.resume(throwing: $0) }))
      if let refusal { continuation.resume(throwing: refusal) }
    }
  }

  /// On the calling thread: a hop to another one costs more than the query.
  public func read<Result: Sendable>(
    _ scope: TenantScope, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    guard let readers else { return try writer.use { try body($0) } }
    return try readers.read { try body($0) }
  }

  public func checkWritable() async throws {
    if let refusal = queue.refusal { throw refusal }
    guard queue.takeDiskFull() else { return }
    do {
      if let file { try requireRoom(file) }
      _ = try await write(.everyTenant) { try $0.execute("PRAGMA application_id = 0", []) }
    } catch {
      queue.markDiskFull()
      throw error
    }
  }

  /// Writes that wait, for metrics.
  public var queueDepth: Int { queue.depth }

  public func close() async throws {
    await queue.finish()
    try readers?.close()
    try writer.close()
  }

  /// The version of the library, for `doctor`.
  public static var libraryVersion: String { String(cString: sqlite3_libversion()) }
}
