import Crypto
import ForumKernel
import Foundation
import Glibc

/// Reads an archive from its beginning to its end and takes nothing in it on trust: what is not as `ArchiveWriter` writes it is refused.
final class ArchiveReader {
  private let path: String
  private let file: FileHandle

  /// Throws `notFound` (`file_not_found`).
  init(path: String) throws {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw AppError(.notFound, "file_not_found", "Cannot read \(path): \(String(cString: strerror(errno))).")
    }
    self.path = path
    self.file = file
  }

  deinit { try? file.close() }

  /// The next file's head; nil at the end of the archive, where nothing may follow.
  func next() throws -> TarHeader? {
    let block = try bytes(TarHeader.blockBytes)
    if block.allSatisfy({ $0 == 0 }) {
      guard try bytes(TarHeader.blockBytes).allSatisfy({ $0 == 0 }), try file.read(upToCount: 1)?.isEmpty ?? true else {
        throw BackupFailure.damaged(path, "something follows its end")
      }
      return nil
    }
    guard let header = TarHeader(block) else { throw BackupFailure.damaged(path, "the head of one of its files is not as it was written") }
    return header
  }

  /// Hands the content of the file whose head was read to `body`, in pieces; its SHA-256.
  func content(of header: TarHeader, _ body: (Data) throws -> Void) throws -> String {
    var hash = SHA256()
    var left = header.bytes
    while left > 0 {
      guard let chunk = try file.read(upToCount: Int(min(left, Int64(ArchiveWriter.chunkBytes)))), !chunk.isEmpty else {
        throw BackupFailure.truncated(path)
      }
      left -= Int64(chunk.count)
      hash.update(data: chunk)
      try body(chunk)
    }
    guard try bytes(TarHeader.padding(after: header.bytes)).allSatisfy({ $0 == 0 }) else {
      throw BackupFailure.damaged(path, "there is something between \(header.name) and what follows it")
    }
    return hash.finalize().hexadecimal
  }

  private func bytes(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let chunk = try file.read(upToCount: count - bytes.count), !chunk.isEmpty else { throw BackupFailure.truncated(path) }
      bytes += chunk
    }
    return bytes
  }
}
