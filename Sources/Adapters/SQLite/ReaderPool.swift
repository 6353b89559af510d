import Dispatch
import ForumKernel
import Synchronization

/// Connections that read, handed out one at a time, the last one given back first: its cache is warm.
final class ReaderPool: Sendable {
  /// Longer than any single read of the forum takes.
  private static let waitSeconds = 10

  private struct State {
    var free: [OpenedDatabase] = []
    var isClosed = false
  }

  private let path: String
  private let state = Mutex(State())
  private let places: DispatchSemaphore

  /// Opens connections when they are needed, at most `max`.
  init(path: String, max: Int) {
    self.path = path
    places = DispatchSemaphore(value: max)
  }

  /// Runs `body` on a snapshot, on the calling thread. Waits for a connection only when more threads read than there are connections; throws
  /// `unavailable` (`readers_busy`) when none comes free, and `store_closed`.
  func read<Result>(_ body: (SQLiteConnection) throws -> Result) throws -> Result {
    guard places.wait(timeout: .now() + .seconds(Self.waitSeconds)) == .success else {
      throw AppError(.unavailable, "readers_busy", "Too many long reads are at work. Try again soon.", retryAfterSeconds: 5)
    }
    defer { places.signal() }
    let database = try take()
    defer { giveBack(database) }
    return try database.use { connection in
      try connection.execute("BEGIN DEFERRED", [])
      defer { _ = try? connection.execute("COMMIT", []) }
      return try body(connection)
    }
  }

  /// Refuses new reads. A connection that is still read from is closed afterwards.
  func close() throws {
    let free = state.withLock { state in
      defer { state = State(isClosed: true) }
      return state.free
    }
    for database in free { try database.close() }
  }

  private func take() throws -> OpenedDatabase {
    let free = try state.withLock { state in
      guard !state.isClosed else { throw AppError(.unavailable, "store_closed", "The server is stopping.", retryAfterSeconds: 5) }
      return state.free.popLast()
    }
    return try free ?? OpenedDatabase(path: path, isReader: true)
  }

  private func giveBack(_ database: OpenedDatabase) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.free.append(database) }
      return state.isClosed
    }
    if isClosed { try? database.close() }
  }
}
