import Admin
import ForumKernel
import Foundation
import Glibc
public import Logging

/// Makes a back-up of a forum, beside its running server or without one, and believes in it only after it has read it back.
///
/// The process that has the store open copies it into a folder of the data directory; this one packs the copy, then unpacks the archive again, opens the
/// database that came out and compares it with what went in. Only then does the archive get its name.
public struct Backup: Sendable {
  private let config: ServerConfig
  private let adapters: AdapterSet
  private let version: String
  private let logger: Logger

  /// `version` is that of the program.
  public init(config: ServerConfig, adapters: AdapterSet, version: String, logger: Logger) {
    self.config = config
    self.adapters = adapters
    self.version = version
    self.logger = logger
  }

  /// Writes `file`; the keys go into it where there is a pass phrase to seal them with. `replaces`: an older file of that name goes, once the new one is good.
  /// Throws `invalid` (`backup_target`, `not_a_file`), `conflict` (`file_exists`, `backup_running`, `backup_elsewhere`) or `unavailable`.
  public func run(_ forum: OperatorLine, to file: String, passphrase: String?, replaces: Bool = false) async throws -> BackupManifest {
    try BackupTarget.require(file, outside: config.server.data)
    let output = try OutputFile(file, replaces: replaces)
    let lock = try BackupLock(directory: config.server.data)
    defer { withExtendedLifetime(lock) {} }
    let folder = Self.folder(config.server.data)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Before the copy: anchors of rows that it does not have would say that these were cut off.
    let anchors = FileManager.default.contents(atPath: "\(config.server.data)/\(BackupManifest.anchorsName)")
    guard case .snapshot(let snapshot) = try await forum.call(.snapshot) else { throw AppError.otherVersion }
    var manifest = try await pack(snapshot, in: folder, into: output.unfinished, passphrase, anchors)
    let missing = try await verify(output.unfinished, snapshot.store, folder, manifest)
    if missing > 0 { manifest.missingFiles = missing }
    try output.finish()
    return manifest
  }

  /// Where the running server puts the copy.
  static func folder(_ directory: String) -> String { directory + "/snapshot" }

  private func pack(_ snapshot: StoreSnapshot, in folder: String, into file: String, _ passphrase: String?, _ anchors: Data?) async throws
    -> BackupManifest
  {
    let (inspection, shared) = try await StoreCopy.open(snapshot.store, in: folder, config, adapters, logger) { copy in
      let keys = try await copy.snapshots.takeKeys()
      return (try await copy.snapshots.inspect(), keys)
    }
    try Self.require(inspection.problems, "The database of this forum is damaged")
    var contents: [(name: String, holds: String, content: BackupArchive.Content)] = [
      (snapshot.database, "all data of the forum", .file(folder + "/" + snapshot.database)),
      (BackupManifest.configurationName, "the settings that held, without secrets", .bytes(Array(snapshot.configuration.utf8))),
    ]
    let files = "\(folder)/\(BlobArchive.fileName)"
    if access(files, F_OK) == 0 { contents.append((BlobArchive.fileName, "the bytes of attachments", .file(files))) }
    if let passphrase {
      let keys = try JSONEncoder().encode((shared.isEmpty ? try KeyFiles.read(config.server.data + "/keys") : shared).mapValues { Data($0) })
      contents.append(
        (BackupManifest.keysName, "the forum's keys, sealed with the pass phrase", .bytes(try adapters.sealer.seal(Array(keys), passphrase))))
      if let anchors { contents.append((BackupManifest.anchorsName, "the signed ends of the audit log", .bytes(Array(anchors)))) }
    }
    let now = SystemClock().now
    return try BackupArchive.write(contents, to: file, at: now) { parts in
      BackupManifest(
        format: BackupManifest.currentFormat, program: version, createdAt: now, store: snapshot.store, schema: inspection.schema,
        rows: inspection.rows, parts: parts)
    }
  }

  /// Restores the archive into the work folder and looks at it there. How many files of attachments it lacks.
  private func verify(_ file: String, _ store: String, _ folder: String, _ manifest: BackupManifest) async throws -> Int {
    try WorkFolder.make(folder)
    guard let database = manifest.parts.first?.name else { throw BackupFailure.damaged(file, "it has no database") }
    let names = [database] + (manifest.part(BlobArchive.fileName).map { [$0.name] } ?? [])
    guard try BackupArchive.extract(file, Dictionary(uniqueKeysWithValues: names.map { ($0, "\(folder)/\($0)") })) == manifest else {
      throw BackupFailure.damaged(file, "its manifest is not the one that was written")
    }
    let (inspection, missing) = try await StoreCopy.open(store, in: folder, config, adapters, logger) { copy in
      let missing = try await BlobArchive.read("\(folder)/\(BlobArchive.fileName)", copy.storage)
      return (try await copy.snapshots.inspect(), missing)
    }
    try Self.require(inspection.problems, "The back-up is damaged and was thrown away")
    guard inspection.rows == manifest.rows else {
      throw AppError(.unavailable, "backup_damaged", "The back-up has other rows than the store and was thrown away.")
    }
    return missing
  }

  /// Throws `unavailable` (`store_damaged`) with the first of the problems.
  static func require(_ problems: [String], _ what: String) throws {
    guard let first = problems.first else { return }
    let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
    throw AppError(.unavailable, "store_damaged", "\(what): \(first)\(more).")
  }
}
