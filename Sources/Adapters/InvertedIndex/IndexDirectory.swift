import ForumKernel
import Foundation
import Glibc

/// The index's folder: a manifest, and a file for each segment that it names.
struct IndexDirectory: Sendable {
  let path: String

  /// Makes the folder when it is not there. Throws `unavailable` (`data_directory`).
  init(_ path: String) throws(AppError) {
    self.path = path
    try PrivateFolder.make(path)
  }

  var isEmpty: Bool { (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? true }

  /// What is there; nil when anything of it is missing, damaged or of another version: then nothing of it may be used.
  func load() -> IndexSnapshot? {
    guard let manifest = Manifest.read(in: path) else { return nil }
    var snapshot = IndexSnapshot()
    for entry in manifest.segments {
      guard let storage = ByteStorage(mapping: "\(path)/\(entry.file)"), Checksum.crc32(storage.bytes) == entry.crc32, let segment = Segment(storage),
        entry.deleted.count == (segment.documentCount + 63) / 64
      else { return nil }
      snapshot.parts.append(
        IndexSnapshot.Part(
          segment, deleted: DeletedDocuments(words: entry.deleted), file: IndexSnapshot.Part.File(name: entry.file, crc32: entry.crc32)))
    }
    snapshot.checkpoint = StreamPosition(epoch: manifest.epoch, sequence: manifest.sequence)
    return snapshot
  }

  /// Writes a segment and reads it back mapped, so that it leaves memory.
  func save(_ bytes: [UInt8]) throws -> IndexSnapshot.Part {
    let file = "segment-\(UInt64.random(in: 0...UInt64.max))"
    try DurableFile.write(bytes, named: file, in: path)
    guard let storage = ByteStorage(mapping: "\(path)/\(file)"), let segment = Segment(storage) else {
      throw AppError(.unavailable, "index_write", "The index cannot read back \(path)/\(file).", retryAfterSeconds: 5)
    }
    return IndexSnapshot.Part(segment, file: IndexSnapshot.Part.File(name: file, crc32: bytes.withUnsafeBytes { Checksum.crc32($0) }))
  }

  /// Makes the snapshot the one that the next start finds; all its parts must have been saved.
  func commit(_ snapshot: IndexSnapshot, _ checkpoint: StreamPosition) throws {
    let entries = snapshot.parts.compactMap { part in
      part.file.map { Manifest.Entry(file: $0.name, crc32: $0.crc32, deleted: part.deleted.words) }
    }
    try Manifest(version: Manifest.version, epoch: checkpoint.epoch, sequence: checkpoint.sequence, segments: entries).write(in: path)
    removeAll(but: Set(entries.map(\.file)))
  }

  /// Removes the manifest first: without it the rest means nothing.
  func clear() throws {
    let manifest = path + "/manifest"
    if FileManager.default.fileExists(atPath: manifest) { try FileManager.default.removeItem(atPath: manifest) }
    removeAll(but: [])
  }

  /// Removes what was saved for a commit that failed, so that tries on a full disk don't fill it. What the next start finds stays.
  func forgetUnused(by snapshot: IndexSnapshot) {
    let manifest = Manifest.read(in: path)
    guard manifest != nil || access(path + "/manifest", F_OK) != 0 else { return }
    removeAll(but: Set((manifest?.segments ?? []).map(\.file) + snapshot.parts.compactMap { $0.file?.name }))
  }

  /// What cannot be removed now is removed after the next commit.
  private func removeAll(but kept: Set<String>) {
    for file in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where file.hasPrefix("segment-") && !kept.contains(file) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(file)")
    }
  }

  var diskBytes: Int64 {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")
      return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
    }
  }
}
