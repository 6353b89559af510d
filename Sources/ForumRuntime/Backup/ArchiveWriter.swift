import Crypto
import ForumKernel
import Foundation
import Glibc

/// Writes a tar archive to a new file that its owner alone may read.
final class ArchiveWriter {
  static let chunkBytes = 1 << 20

  private let path: String
  private let descriptor: Int32
  private let time: Int64

  /// `time`: of every file in it.
  init(path: String, time: Timestamp) throws {
    self.path = path
    self.time = time.milliseconds / 1000
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BackupFailure.file("make", path) }
  }

  deinit { close(descriptor) }

  func add(_ name: String, _ bytes: [UInt8]) throws {
    try write(TarHeader(name: name, bytes: Int64(bytes.count), time: time).rendered)
    try write(bytes)
    try write([UInt8](repeating: 0, count: TarHeader.padding(after: Int64(bytes.count))))
  }

  /// Throws when the file's length is not `bytes`.
  func add(_ name: String, file: String, bytes: Int64) throws {
    try write(TarHeader(name: name, bytes: bytes, time: time).rendered)
    var copied: Int64 = 0
    try FileChunks.each(of: file) {
      copied += Int64($0.count)
      try write(Array($0))
    }
    guard copied == bytes else { throw AppError(.unavailable, "file_failed", "\(file) changed while it was copied.") }
    try write([UInt8](repeating: 0, count: TarHeader.padding(after: bytes)))
  }

  /// The same of what `next` gives, until nil.
  func add(_ name: String, bytes: Int64, _ next: () async throws -> [UInt8]?) async throws {
    try write(TarHeader(name: name, bytes: bytes, time: time).rendered)
    var copied: Int64 = 0
    while let piece = try await next() {
      copied += Int64(piece.count)
      try write(piece)
    }
    guard copied == bytes else { throw AppError(.unavailable, "file_failed", "\(name) changed while it was copied.") }
    try write([UInt8](repeating: 0, count: TarHeader.padding(after: bytes)))
  }

  /// Two empty blocks; then everything is made durable.
  func finish() throws {
    try write([UInt8](repeating: 0, count: 2 * TarHeader.blockBytes))
    guard fsync(descriptor) == 0 else { throw BackupFailure.file("write", path) }
  }

  private func write(_ bytes: [UInt8]) throws {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw BackupFailure.file("write", path) }
      offset += count
    }
  }
}

/// A file, piece by piece.
enum FileChunks {
  static func each(of path: String, _ body: (Data) throws -> Void) throws {
    guard let file = FileHandle(forReadingAtPath: path) else { throw BackupFailure.file("read", path) }
    defer { try? file.close() }
    while let chunk = try file.read(upToCount: ArchiveWriter.chunkBytes), !chunk.isEmpty { try body(chunk) }
  }

  /// The length and the SHA-256 of a file.
  static func digest(of path: String) throws -> (bytes: Int64, sha256: String) {
    var hash = SHA256()
    var bytes: Int64 = 0
    try each(of: path) {
      hash.update(data: $0)
      bytes += Int64($0.count)
    }
    return (bytes, hash.finalize().hexadecimal)
  }
}

extension SHA256.Digest {
  /// In lower-case digits.
  var hexadecimal: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
