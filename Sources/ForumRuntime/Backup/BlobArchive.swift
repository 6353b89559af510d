import Admin
import Forum
import ForumKernel
import Foundation
import Glibc

/// The bytes of attachments in a back-up: a tar archive within the archive, with `<tenant>/<blob>` and `<tenant>/<blob>-thumbnail` for the rows of the database.
enum BlobArchive {
  static let fileName = "attachments.tar"
  private static let page = 500

  /// One file of it, and the row that names it.
  struct Entry {
    let tenant: TenantID
    let blob: Blob
    let isThumbnail: Bool

    var name: String { "\(tenant)/\(blob.id)\(isThumbnail ? "-thumbnail" : "")" }
    var bytes: Int64 { isThumbnail ? blob.thumbnail?.bytes ?? 0 : blob.bytes }
    var key: BlobKey? { BlobKey(blob, tenant, isThumbnail: isThumbnail) }
  }

  /// Hands over what the rows of the store name.
  static func each(of storage: Storage, _ body: (Entry) async throws -> Void) async throws {
    for tenant in try await storage.admin.tenants().map(\.id) {
      var after: BlobID?
      while true {
        let blobs = try await storage.attachments.blobs(tenant, after: after, limit: page)
        for blob in blobs {
          try await body(Entry(tenant: tenant, blob: blob, isThumbnail: false))
          if blob.thumbnail != nil { try await body(Entry(tenant: tenant, blob: blob, isThumbnail: true)) }
        }
        guard blobs.count == page, let last = blobs.last else { break }
        after = last.id
      }
    }
  }

  /// Reads the archive at `path` and compares it with the rows of the store; `keep` gets each file of it in `folder`, if there is one.
  /// Throws `invalid` (`backup_damaged`) for a file that is not as its row says. How many rows have no file in it.
  static func read(_ path: String, _ storage: Storage, keep: ((Entry, _ file: String) async throws -> Void)? = nil) async throws -> Int {
    var missing: [String: Entry] = [:]
    try await each(of: storage) { missing[$0.name] = $0 }
    guard access(path, F_OK) == 0 else { return missing.count }
    let archive = try ArchiveReader(path: path)
    while let header = try archive.next() {
      // One that was deleted while the back-up was made.
      guard let entry = missing.removeValue(forKey: header.name) else {
        _ = try archive.content(of: header) { _ in }
        continue
      }
      let file = path + ".part"
      defer { unlink(file) }
      let sha256 = try content(of: header, in: archive, to: keep == nil ? nil : file)
      guard header.bytes == entry.bytes, entry.isThumbnail || sha256 == entry.blob.sha256 else {
        throw BackupFailure.damaged(path, "\(header.name) is not the file that its row names")
      }
      try await keep?(entry, file)
    }
    return missing.count
  }

  private static func content(of header: TarHeader, in archive: ArchiveReader, to file: String?) throws -> String {
    guard let file else { return try archive.content(of: header) { _ in } }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BackupFailure.file("make", file) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    return try archive.content(of: header) { try handle.write(contentsOf: $0) }
  }
}

/// Puts it together from a store and its blobs.
final class BlobArchiveWriter {
  private let path: String
  private let archive: ArchiveWriter
  private var written: Set<String> = []
  /// Files whose rows are there, and whose bytes are not.
  private(set) var missing: Set<String> = []

  /// `folder`: where the copy of the database is made.
  init(in folder: String, at time: Timestamp) throws {
    path = "\(folder)/\(BlobArchive.fileName)"
    archive = try ArchiveWriter(path: path, time: time)
  }

  /// Adds what it has not yet.
  func add(_ storage: Storage, _ blobs: any BlobStore) async throws {
    try await BlobArchive.each(of: storage) { entry in
      guard !written.contains(entry.name), let key = entry.key else { return }
      guard let reading = try await blobs.open(key, range: nil), reading.size == entry.bytes else {
        missing.insert(entry.name)
        return
      }
      try await archive.add(entry.name, bytes: entry.bytes) { try await reading.next() }
      written.insert(entry.name)
    }
  }

  /// A forum without attachments has no such file in its back-ups.
  func finish() throws {
    try archive.finish()
    if written.isEmpty { unlink(path) }
  }
}
