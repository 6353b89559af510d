public import ForumKernel
import Glibc

/// The exclusive right to open what is in a data directory, held as long as the object lives: two processes never open one store.
public final class StoreLock: Sendable {
  private let descriptor: Int32

  /// Makes the directory (mode 0700) and its parents when they are not there. Throws `conflict` (`store_in_use`) naming the process that holds it, and
  /// what `DataFormat` throws for a directory that is not ours or of a newer program.
  public init(directory: String) throws(AppError) {
    try PrivateFolder.make(directory)
    let path = directory + "/lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure("open the lock file", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let refusal = Self.inUse(directory, descriptor)
      close(descriptor)
      throw refusal
    }
    self.descriptor = descriptor
    let text = "\(getpid())\n"
    guard ftruncate(descriptor, 0) == 0, text.withCString({ pwrite(descriptor, $0, strlen($0), 0) }) == text.utf8.count else {
      throw Self.failure("write the lock file", path)
    }
    try DataFormat.claim(directory)
  }

  deinit { close(descriptor) }

  /// Throws `conflict` (`store_in_use`) when another process holds the directory; makes nothing.
  static func requireFree(_ directory: String) throws(AppError) {
    let descriptor = open(directory + "/lock", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { throw inUse(directory, descriptor) }
  }

  private static func inUse(_ directory: String, _ descriptor: Int32) -> AppError {
    AppError(
      .conflict, "store_in_use",
      "The data directory \(directory) is in use by process \(holder(descriptor)). Stop that one first, or name another directory with --data.")
  }

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
