// The certificates of gRPC bring this module, and with it C types that are then said to be its own.
import CoreFoundation
public import ForumKernel
import ForumWiring
import Foundation
import Glibc
public import Logging

/// The store that a forum moves into, opened by itself: nothing is served from it yet.
public struct TransferTarget: Sendable {
  public let store: any StoreTransfer
  /// `store.postgres`.
  public let adapter: String
  private let config: ServerConfig
  private let storage: Storage
  /// nil where the target has the source's data directory.
  private let lock: StoreLock?

  /// `source`: where the forum is now. Throws `conflict` (`same_store`) when both sides are one, and whatever keeps the target from opening.
  public init(_ config: ServerConfig, source: ServerConfig, adapters: AdapterSet, logger: Logger) async throws {
    self.config = config
    adapter = config.adapters.store
    let directory = config.server.data
    let isSameDirectory = Self.isSame(directory, source.server.data)
    if isSameDirectory && adapter == source.adapters.store {
      throw AppError(
        .conflict, "same_store",
        "Both sides are \(adapter) with the data directory \(directory). Name another store, or another directory, in the target's configuration.")
    }
    lock = isSameDirectory ? nil : try StoreLock(directory: directory)
    let context = AdapterContext(
      dataDirectory: directory, settings: config.values, clock: SystemClock(), logger: logger, container: Container())
    storage = try await adapters.stores.factory(named: adapter).make(context)
    store = storage.transfer
    do {
      try await storage.migrate()
    } catch {
      try await storage.close()
      throw error
    }
  }

  /// Gives the target's directory the keys of the source's, so that tokens and cursors stay valid, and the ends of the audit log that are signed with them.
  public func takeKeys(from source: String) throws {
    guard lock != nil, access(config.server.data + "/keys", F_OK) != 0 else { return }
    try KeyFiles.copy(from: source + "/keys", to: config.server.data + "/keys")
    let anchors = "\(source)/\(BackupManifest.anchorsName)"
    if access(anchors, F_OK) == 0 {
      try FileManager.default.copyItem(atPath: anchors, toPath: "\(config.server.data)/\(BackupManifest.anchorsName)")
    }
  }

  public func close() async throws { try await storage.close() }

  private static func isSame(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return a == b || (stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_ino == second.st_ino && first.st_dev == second.st_dev)
  }
}
