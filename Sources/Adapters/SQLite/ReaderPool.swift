import Dispatch
import ForumKernel
import Synchronization

/// Connections that read, handed out one at a time, the last one given back first: its cache is warm.
final class ReaderPool: Sendable {
  /// Longer than any single read of the forum takes.
  private static let waitSeconds = 10

  private let path: String
  private let free: Mutex<[OpenedDatabase]>
  private let places: DispatchSemaphore

  /// Opens connections when they are needed, at most `max`.
  init(path: String, max: Int) {
    self.path = path
    free = Mutex([])
    places = DispatchSemaphore(value: max)
  }

  /// Runs `body` on a snapshot, on the calling thread. Waits for a connection only when more threads read than there are connections; throws
  /// `unavailable` (`readers_busy`) when none comes free.
  func read<Result>(_ body: (SQLiteConnection) throws -> Result) throws -> Result {
    guard places.wait(timeout: .now() + .seconds(Self.waitSeconds)) == .success else {
      throw AppError(.unavailable, "readers_busy", "Too many long reads are at work. Try again soon.", retryAfterSeconds: 5)
    }
    defer { places.signal() }
    let database = try free.withLock { $0.popLast() } ?? OpenedDatabase(path: path, isReader: true)
    defer { free.withLock { $0.append(database) } }
    return try database.use { connection in
      try connection.execute("BEGIN DEFERRED", [])
      defer { _ = try? connection.execute("COMMIT", []) }
      return try body(connection)
    }
  }

  func close() throws {
    for database in free.withLock({ free in
      defer { free = [] }
      return free
    }) { try database.close() }
  }
}
