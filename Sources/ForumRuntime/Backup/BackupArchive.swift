import Crypto
import ForumKernel
import Foundation
import Glibc

/// A back-up as one file: the manifest, its checksum, and the parts that the manifest lists. `tar` and `sha256sum --check` can read it too.
enum BackupArchive {
  /// Content of a new archive: a file that is there, or bytes.
  enum Content {
    case file(String)
    case bytes([UInt8])

    var digest: (bytes: Int64, sha256: String) {
      get throws {
        switch self {
        case .file(let path): try FileChunks.digest(of: path)
        case .bytes(let bytes): (Int64(bytes.count), SHA256.hash(data: bytes).hexadecimal)
        }
      }
    }
  }

  /// Writes the archive and makes it durable; `manifest` gets the parts.
  static func write(
    _ contents: [(name: String, holds: String, content: Content)], to path: String, at time: Timestamp,
    manifest: ([BackupManifest.Part]) -> BackupManifest
  ) throws -> BackupManifest {
    let parts = try contents.map { part in
      let digest = try part.content.digest
      return BackupManifest.Part(name: part.name, bytes: digest.bytes, sha256: digest.sha256, holds: part.holds)
    }
    let manifest = manifest(parts)
    let json = try manifest.json
    let archive = try ArchiveWriter(path: path, time: time)
    try archive.add(BackupManifest.fileName, json)
    try archive.add(BackupManifest.checksumName, checksum(of: SHA256.hash(data: json).hexadecimal))
    for (part, content) in zip(parts, contents) {
      switch content.content {
      case .file(let file): try archive.add(part.name, file: file, bytes: part.bytes)
      case .bytes(let bytes): try archive.add(part.name, bytes)
      }
    }
    try archive.finish()
    return manifest
  }

  /// Reads the archive to its end and compares every checksum; `extracting` gets the pieces of each part's content before its checksum is known.
  /// Throws `invalid` (`not_a_backup`, `backup_damaged`) or `conflict` (`data_format_newer`).
  @discardableResult static func read(_ path: String, extracting: (BackupManifest.Part, Data) throws -> Void = { _, _ in }) throws -> BackupManifest {
    let archive = try ArchiveReader(path: path)
    let manifest = try readManifest(archive, path)
    for part in manifest.parts {
      guard let header = try archive.next(), header.name == part.name, header.bytes == part.bytes else {
        throw BackupFailure.damaged(path, "\(part.name) is not where the manifest has it")
      }
      guard try archive.content(of: header, { try extracting(part, $0) }) == part.sha256 else {
        throw BackupFailure.damaged(path, "\(part.name) is not as it was written")
      }
    }
    guard try archive.next() == nil else { throw BackupFailure.damaged(path, "it has a file that its manifest does not know") }
    return manifest
  }

  /// Writes the parts of `files`, by name, to new files, and answers the manifest.
  static func extract(_ path: String, _ files: [String: String]) throws -> BackupManifest {
    var open: [String: FileHandle] = [:]
    defer { for file in open.values { try? file.close() } }
    for (name, target) in files {
      let descriptor = Glibc.open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw BackupFailure.file("make", target) }
      open[name] = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
    let manifest = try read(path) { part, chunk in try open[part.name]?.write(contentsOf: chunk) }
    for file in open.values { try file.synchronize() }
    return manifest
  }

  /// A part that fits into memory; nil when the archive has none of that name.
  static func bytes(of name: String, in path: String) throws -> [UInt8]? {
    var bytes: [UInt8] = []
    let manifest = try read(path) { part, chunk in
      guard part.name == name else { return }
      guard part.bytes <= BackupManifest.bytesMax else { throw BackupFailure.damaged(path, "\(name) is too large") }
      bytes += chunk
    }
    return manifest.part(name) == nil ? nil : bytes
  }

  private static func readManifest(_ archive: ArchiveReader, _ path: String) throws -> BackupManifest {
    let first: TarHeader?
    do { first = try archive.next() } catch { throw BackupFailure.notABackup(path) }
    guard let first, first.name == BackupManifest.fileName, first.bytes <= BackupManifest.bytesMax else { throw BackupFailure.notABackup(path) }
    var json = Data()
    let sha256 = try archive.content(of: first) { json += $0 }
    var vouched: [UInt8] = []
    guard let second = try archive.next(), second.name == BackupManifest.checksumName, second.bytes <= 200 else {
      throw BackupFailure.damaged(path, "the checksum of its manifest is missing")
    }
    _ = try archive.content(of: second) { vouched += $0 }
    guard vouched == checksum(of: sha256) else { throw BackupFailure.damaged(path, "its manifest is not as it was written") }
    return try BackupManifest(json: json, path: path)
  }

  private static func checksum(of sha256: String) -> [UInt8] { Array("\(sha256)  \(BackupManifest.fileName)\n".utf8) }
}
