import Crypto
import ForumKernel
import Glibc

/// The file that the facade's state is rebuilt from: one JSON record a line, each with a checksum. A record is on disk before the change that it
/// tells of
/// is acknowledged; a line that was cut by a crash ends the file.
final class Journal {
  private let path: String
  private var descriptor: Int32
  private(set) var bytes = 0

  /// Opens the file, or makes it, and hands over its records. Throws `unavailable` (`facade_journal`).
  init(path: String, replay: (FacadeJSON) -> Void) throws(AppError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
    let content = try Self.content(of: descriptor, path)
    for line in content.split(separator: 0x0a) {
      guard let record = Self.record(line), bytes + line.count < content.count else { break }
      replay(record)
      bytes += line.count + 1
    }
    if bytes < content.count, ftruncate(descriptor, off_t(bytes)) != 0 { throw Self.failure(path) }
  }

  deinit { close(descriptor) }

  /// `isDurable`: returns when the record is on disk.
  func append(_ record: FacadeJSON, isDurable: Bool) throws(AppError) {
    let line = Self.line(record)
    try Self.write(line, to: descriptor, path)
    bytes += line.count
    if isDurable, fdatasync(descriptor) != 0 { throw Self.failure(path) }
  }

  /// Replaces the file by these records; after a crash there is the old one or the new one.
  func replace(by records: some Sequence<FacadeJSON>) throws(AppError) {
    let fresh = open(path + ".new", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0o600)
    guard fresh >= 0 else { throw Self.failure(path) }
    var written = 0
    do throws(AppError) {
      for record in records {
        let line = Self.line(record)
        try Self.write(line, to: fresh, path)
        written += line.count
      }
      guard fsync(fresh) == 0, rename(path + ".new", path) == 0 else { throw Self.failure(path) }
    } catch {
      close(fresh)
      unlink(path + ".new")
      throw error
    }
    close(descriptor)
    (descriptor, bytes) = (fresh, written)
    let folder = open(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  private static func line(_ record: FacadeJSON) -> [UInt8] {
    let json = record.bytes
    return checksum(json[...]) + [0x20] + json + [0x0a]
  }

  private static func record(_ line: ArraySlice<UInt8>) -> FacadeJSON? {
    guard line.count > 17, line[line.startIndex + 16] == 0x20 else { return nil }
    let json = line.dropFirst(17)
    guard line.prefix(16).elementsEqual(checksum(json)) else { return nil }
    return try? JSONReader.read(Array(json))
  }

  /// Sixteen hexadecimal digits.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return SHA256.hash(data: bytes).prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  private static func content(of descriptor: Int32, _ path: String) throws(AppError) -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size >= 0 else { throw failure(path) }
    var content = [UInt8](repeating: 0, count: size)
    var offset = 0
    while offset < size {
      let count = content.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + offset, size - offset, off_t(offset)) }
      guard count > 0 else { throw failure(path) }
      offset += count
    }
    return content
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(AppError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset) }
      guard count > 0 else { throw failure(path) }
      offset += count
    }
  }

  private static func failure(_ path: String) -> AppError {
    AppError(.unavailable, "facade_journal", "The search facade cannot use \(path): \(String(cString: strerror(errno))).", retryAfterSeconds: 5)
  }
}
