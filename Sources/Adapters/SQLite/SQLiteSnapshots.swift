public import Admin
import Dispatch
import ForumKernel
public import SQLStore

/// Copies of a database by SQLite's online back-up.
public struct SQLiteSnapshots: StoreSnapshots {
  private let driver: SQLiteDriver
  private let store: SQLStore

  /// `store` is the one over `driver`.
  public init(driver: SQLiteDriver, store: SQLStore) {
    self.driver = driver
    self.store = store
  }

  public var fileName: String { SQLiteDriver.fileName }

  public func copy(into directory: String) async throws {
    let driver = driver
    try await Self.onOwnThread { try driver.copy(to: directory + "/" + SQLiteDriver.fileName) }
  }

  public func inspect() async throws -> StoreInspection {
    let driver = driver
    return try await Self.onOwnThread { try driver.inspect() }
  }

  public func takeKeys() async throws -> [String: [UInt8]] { try await store.takeSharedKeys() }

  public func beginAnew() async throws -> Int { try await store.beginAnew() }

  /// These take seconds: not on a thread that others wait for.
  private static func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue(label: "sqlite.snapshot").async { continuation.resume(with: Swift.Result(catching: work)) }
    }
  }
}
