import ForumKernel
import Glibc

/// Files, as blobs are written.
enum FileCopy {
  private static let pieceBytes = 128 << 10

  /// Copies all of the file to the descriptor, on to the disk, and closes it. Throws `unavailable` (`blobs_unavailable`): no room, a broken disk, …
  static func copy(_ source: String, _ target: Int32, named name: String) throws(AppError) {
    guard target >= 0 else { throw BlobFailure.system("make", name) }
    defer { close(target) }
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw BlobFailure.system("open", source) }
    defer { close(input) }
    var failure: AppError?
    withUnsafeTemporaryAllocation(byteCount: pieceBytes, alignment: 16) { piece in
      do throws(AppError) { try copy(input, source, target, name, piece) } catch { failure = error }
    }
    if let failure { throw failure }
    guard fsync(target) == 0 else { throw BlobFailure.system("write", name) }
  }

  /// The folder that a file is in.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func copy(
    _ input: Int32, _ source: String, _ target: Int32, _ name: String, _ piece: UnsafeMutableRawBufferPointer
  ) throws(AppError) {
    while true {
      let got = read(input, piece.baseAddress, piece.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw BlobFailure.system("read", source) }
      if got == 0 { return }
      var written = 0
      while written < got {
        let count = write(target, piece.baseAddress?.advanced(by: written), got - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw BlobFailure.system("write", name) }
        written += count
      }
    }
  }
}

/// What is told when files of attachments can't be had. Clients hear that it passes, the log hears why.
enum BlobFailure {
  /// By `errno`, for what was tried of which path.
  static func system(_ verb: String, _ path: String) -> AppError { error("cannot \(verb) \(path): \(String(cString: strerror(errno)))") }

  static func error(_ cause: String, retryAfterSeconds: Int = 30) -> AppError {
    AppError(
      .unavailable, "blobs_unavailable", "Attachments can't be reached at the moment. Try again later.", retryAfterSeconds: retryAfterSeconds,
      cause: cause)
  }
}
