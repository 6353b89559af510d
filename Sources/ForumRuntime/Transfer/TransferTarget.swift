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
  private let vault: SecretVault?
  /// nil where the target has the source's data directory, and for a trial where none is there yet.
  private let lock: StoreLock?
  /// Holds what a trial makes; removed by `close`.
  private let scratch: String?

  /// `source`: where the forum is now. A trial changes nothing: the schema is not made, only what that takes is tried. Throws `conflict` (`same_store`)
  /// when both sides are one, and whatever keeps the target from opening.
  public init(_ config: ServerConfig, source: ServerConfig, isTrial: Bool, adapters: AdapterSet, logger: Logger) async throws {
    self.config = config
    let factory = try adapters.stores.factory(named: config.adapters.store)
    adapter = factory.id
    var directory = config.server.data
    let isSameDirectory = Self.isSame(directory, source.server.data)
    if isSameDirectory, adapter == (try adapters.stores.factory(named: source.adapters.store).id) {
      throw AppError(
        .conflict, "same_store",
        "Both sides are \(adapter) with the data directory \(directory). Name another store, or another directory, in the target's configuration.")
    }
    // In its own directory the forum that moves is the one whose traces are there.
    if !isSameDirectory { try LostDatabase.refuse(factory.file, in: directory) }
    // Opening an embedded store makes its files.
    let isNew = !DataFormat.isClaimed(directory) || access(directory + "/forum.sqlite", F_OK) != 0
    scratch = isTrial && isNew ? try Self.makeScratch() : nil
    lock = isSameDirectory || scratch != nil ? nil : try StoreLock(directory: directory)
    directory = scratch ?? directory
    let context = AdapterContext(
      dataDirectory: directory, settings: config.values, clock: SystemClock(), logger: logger, container: Container())
    do {
      let (read, vault) = try await config.readingSecrets(adapters, context)
      do { storage = try await factory.make(context.with(read.values)) } catch {
        await vault?.close()
        throw error
      }
      self.vault = vault
    } catch {
      try Self.remove(scratch)
      throw error
    }
    store = storage.transfer
    do {
      try await isTrial ? store.rehearseTarget() : storage.migrate()
    } catch {
      try await close()
      throw error
    }
  }

  /// Throws `unavailable` (`no_space`) when the forum would not fit. Only where its rows come into the data directory is that known.
  public func requireSpace(for survey: TransferSurvey) throws(AppError) {
    guard storage.snapshots != nil else { return }
    // Beside the database its log, which grows while all comes in.
    let needed = UInt64(survey.bytes + survey.bytes / 2)
    guard let free = FileSystemCheck(config.server.data).free?.bytes, free < needed else { return }
    throw AppError(
      .unavailable, "no_space",
      "\(config.server.data) has room for \(free >> 20) MiB, and the forum may take \(needed >> 20) MiB there: make room, or name another directory.")
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

  public func close() async throws {
    defer { try? Self.remove(scratch) }
    do { try await storage.close() } catch {
      await vault?.close()
      throw error
    }
    await vault?.close()
  }

  private static func remove(_ scratch: String?) throws { if let scratch { try FileManager.default.removeItem(atPath: scratch) } }

  private static func makeScratch() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "forum-lite-trial-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func isSame(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return a == b || (stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_ino == second.st_ino && first.st_dev == second.st_dev)
  }
}
