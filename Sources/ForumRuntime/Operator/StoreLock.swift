public import ForumKernel
import Glibc

/// The exclusive right to open what is in a data directory, held as long as the object lives: two processes never open one store.
public final class StoreLock: Sendable {
  private let descriptor: Int32

  /// Makes the directory (mode 0700) when it is not there. Throws `conflict` (`store_in_use`) naming the process that holds it.
  public init(directory: String) throws(AppError) {
    if mkdir(directory, 0o700) != 0 && errno != EEXIST { throw Self.failure("make the data directory", directory) }
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
    let text = "\(getpid())\n"
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    self.descriptor = descriptor
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
