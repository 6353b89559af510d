public import ForumKernel
import Glibc

/// The exclusive right to open what is in a data directory, held as long as the object lives: two processes never open one store.
public final class StoreLock: Sendable {
  private let descriptor: Int32

  /// Makes the directory (mode 0700) and its parents when they are not there. Throws `conflict` (`store_in_use`) naming the process that holds it, and
  /// what `DataFormat` throws for a directory that is not ours or of a newer program.
  public init(directory: String) throws(AppError) {
    try Self.make(directory)
    let path = directory + "/lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure("open the lock file", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.holder(descriptor)
      close(descriptor)
      throw AppError(
        .conflict, "store_in_use",
        "The data directory \(directory) is in use by process \(holder). Stop that one first, or name another directory with --data.")
    }
    self.descriptor = descriptor
    let text = "\(getpid())\n"
    guard ftruncate(descriptor, 0) == 0, text.withCString({ pwrite(descriptor, $0, strlen($0), 0) }) == text.utf8.count else {
      throw Self.failure("write the lock file", path)
    }
    try DataFormat.claim(directory)
  }

  private static func make(_ directory: String) throws(AppError) {
    if mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = directory.lastIndex(of: "/"), slash > directory.startIndex else {
      throw failure("make the data directory", directory)
    }
    try make(String(directory[..<slash]))
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw failure("make the data directory", directory) }
  }

  deinit { close(descriptor) }

  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).filter(\.isNumber)
    return text.isEmpty ? "(unknown)" : text
  }

  private static func failure(_ what: String, _ path: String) -> AppError {
    AppError(.unavailable, "data_directory", "Cannot \(what) \(path): \(String(cString: strerror(errno))).")
  }
}
