import Admin
import ForumKernel
import ForumWiring
import Foundation
import Logging

/// A store in a folder of its own, opened while nothing is served from it.
struct StoreCopy {
  let storage: Storage
  let snapshots: any StoreSnapshots

  /// Opens the store in `folder` for `body` and closes it. Throws `conflict` (`backup_elsewhere`) for an adapter that keeps its data on another machine.
  static func open<Result>(
    _ adapter: String, in folder: String, _ config: ServerConfig, _ adapters: AdapterSet, _ logger: Logger, _ body: (StoreCopy) async throws -> Result
  ) async throws -> Result {
    let context = AdapterContext(dataDirectory: folder, settings: config.values, clock: SystemClock(), logger: logger, container: Container())
    let storage = try await adapters.stores.factory(named: adapter).make(context)
    do {
      guard let snapshots = storage.snapshots else { throw BackupFailure.elsewhere(adapter) }
      let result = try await body(StoreCopy(storage: storage, snapshots: snapshots))
      try await storage.close()
      return result
    } catch {
      try? await storage.close()
      throw error
    }
  }
}

/// A folder that only this command uses, gone in the end.
enum WorkFolder {
  /// Makes the folder anew, with mode 0700, and removes it when `body` is over.
  static func with<Result>(_ path: String, _ body: () async throws -> Result) async throws -> Result {
    try make(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body()
  }

  /// Takes away what a command that was cut left there.
  static func make(_ path: String) throws {
    let files = FileManager.default
    do {
      if files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
      try files.createDirectory(atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw AppError(.unavailable, "data_directory", "Cannot make the folder \(path): \(error.localizedDescription)")
    }
  }
}
