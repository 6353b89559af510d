import Admin
import Forum
import ForumKernel
import ForumWiring
import Foundation
import Glibc
public import Logging

/// Makes a forum of a back-up, in an empty directory.
public struct Restore: Sendable {
  /// What was restored, or would be.
  public struct Report: Codable, Sendable {
    public let manifest: BackupManifest
    public let sessionsEnded: Int
    /// False: the forum makes new keys at its first start.
    public let hasKeys: Bool

    enum CodingKeys: String, CodingKey {
      case manifest
      case sessionsEnded = "sessions_ended"
      case hasKeys = "has_keys"
    }
  }

  private let config: ServerConfig
  private let adapters: AdapterSet
  private let logger: Logger

  public init(config: ServerConfig, adapters: AdapterSet, logger: Logger) {
    self.config = config
    self.adapters = adapters
    self.logger = logger
  }

  /// `withoutKeys`: keys in the archive stay there. `isDryRun`: everything is tried in a temporary folder, and the directory is left alone.
  /// Throws `invalid` (`not_a_backup`, `backup_damaged`, `seal_broken`, `passphrase_missing`), `conflict` (`store_in_use`, `directory_not_empty`,
  /// `data_format_newer`).
  public func run(_ archive: String, passphrase: String?, withoutKeys: Bool = false, isDryRun: Bool = false) async throws -> Report {
    // All checksums, before anything is written anywhere.
    let manifest = try BackupArchive.read(archive)
    let keys = try withoutKeys ? nil : openKeys(archive, manifest, passphrase)
    guard let database = manifest.parts.first?.name, !database.contains("/") else { throw BackupFailure.damaged(archive, "it has no database") }
    let target = config.server.data
    // Another restore that is at work there is none that was cut off.
    try StoreLock.requireFree(target)
    try RestoreTarget.requireEmpty(target)
    if isDryRun {
      let folder = FileManager.default.temporaryDirectory.path + "/forum-lite-restore-\(getpid())"
      return try await WorkFolder.with(folder) {
        Report(
          manifest: manifest, sessionsEnded: try await unpack(archive, manifest, database, into: folder, keepsFiles: false), hasKeys: keys != nil)
      }
    }
    let lock = try StoreLock(directory: target)
    defer { withExtendedLifetime(lock) {} }
    let folder = RestoreTarget.folder(target)
    let ended = try await WorkFolder.with(folder) {
      let ended = try await unpack(archive, manifest, database, into: folder, keepsFiles: true)
      if let keys {
        try KeyFiles.write(keys, to: folder + "/keys")
        if manifest.parts.contains(where: { $0.name == BackupManifest.anchorsName }) {
          _ = try BackupArchive.extract(archive, [BackupManifest.anchorsName: "\(folder)/\(BackupManifest.anchorsName)"])
        }
      }
      try RestoreTarget.settle(["blobs", "keys", BackupManifest.anchorsName, BackupManifest.configurationName, database], from: folder, in: target)
      return ended
    }
    try FolderSync.sync(target)
    return Report(manifest: manifest, sessionsEnded: ended, hasKeys: keys != nil)
  }

  /// Opens the database of the archive, brings it up to date and makes a forum of its own of it. `keepsFiles`: the bytes of attachments go where the
  /// configuration keeps them; else they are only looked at.
  private func unpack(
    _ archive: String, _ manifest: BackupManifest, _ database: String, into folder: String, keepsFiles: Bool
  ) async throws -> Int {
    let names = [database, BackupManifest.configurationName] + (manifest.part(BlobArchive.fileName).map { [$0.name] } ?? [])
    _ = try BackupArchive.extract(archive, Dictionary(uniqueKeysWithValues: names.map { ($0, folder + "/" + $0) }))
    return try await StoreCopy.open(manifest.store, in: folder, config, adapters, logger) { copy in
      let inspection = try await copy.snapshots.inspect()
      if let problem = inspection.problems.first { throw BackupFailure.damaged(archive, "its database has a fault: \(problem)") }
      guard inspection.rows == manifest.rows else { throw BackupFailure.damaged(archive, "its database has other rows than its manifest says") }
      try await copy.storage.migrate()
      try await unpackFiles(folder, copy.storage, keeps: keepsFiles)
      let ended = try await copy.snapshots.beginAnew()
      for tenant in try await copy.storage.admin.tenants() {
        try await copy.storage.admin.write(tenant.id, actor: nil) { tx in
          try tx.audit(AuditEntry(action: "forum.restore", target: "tenant:\(tenant.id)", reason: "back-up of \(manifest.createdAt)"))
        }
      }
      return ended
    }
  }

  private func unpackFiles(_ folder: String, _ storage: Storage, keeps: Bool) async throws {
    let path = "\(folder)/\(BlobArchive.fileName)"
    guard keeps else {
      _ = try await BlobArchive.read(path, storage)
      return
    }
    let context = AdapterContext(dataDirectory: folder, settings: config.values, clock: SystemClock(), logger: logger, container: Container())
    let blobs = try await adapters.blobs.factory(named: config.adapters.blobs).make(context)
    do {
      let missing = try await BlobArchive.read(path, storage) { entry, file in
        if let key = entry.key { try await blobs.port.put(file, as: key) }
      }
      if missing > 0 { logger.warning("the back-up does not have the bytes of all attachments", metadata: ["files": "\(missing)"]) }
      try await blobs.close()
    } catch {
      try? await blobs.close()
      throw error
    }
  }

  private func openKeys(_ archive: String, _ manifest: BackupManifest, _ passphrase: String?) throws -> [String: [UInt8]]? {
    guard manifest.hasKeys, let sealed = try BackupArchive.bytes(of: BackupManifest.keysName, in: archive) else { return nil }
    guard let passphrase else {
      throw AppError(
        .invalid, "passphrase_missing",
        "The forum's keys are in this back-up, sealed: give the pass phrase by --passphrase-file, or leave them there by --without-keys.")
    }
    return try JSONDecoder().decode([String: Data].self, from: Data(try adapters.sealer.open(sealed, passphrase))).mapValues { Array($0) }
  }
}
