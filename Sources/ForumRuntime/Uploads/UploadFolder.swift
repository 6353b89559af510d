import Crypto
import Forum
import ForumKernel
import ForumWiring
import Foundation
import Glibc
import Synchronization

/// Where uploads are while they arrive: the folder `uploads` of the data directory, emptied at start. Writing and hashing have threads of their own.
final class UploadFolder: UploadSpool {
  /// A disk is no faster with more.
  private static let threads = 4
  private static let waitingMax = 256
  private static let readBytes = 128 << 10

  private let folder: String
  private let threads: WorkThreads

  /// Empties the folder; it is made when the first file comes. Without a data directory it is one of the system's own for such files.
  /// Throws `unavailable` (`uploads_unavailable`).
  init(dataDirectory: String) throws(AppError) {
    folder =
      dataDirectory.isEmpty ? FileManager.default.temporaryDirectory.path + "/forum-lite-uploads-\(UUID().uuidString)" : dataDirectory + "/uploads"
    threads = WorkThreads(
      threads: Self.threads, waitingMax: Self.waitingMax,
      busy: AppError(.unavailable, "uploads_unavailable", "Too many uploads wait to be written.", retryAfterSeconds: 2))
    remove()
  }

  /// Takes the folder away with all that is in it.
  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func begin() async throws(AppError) -> any SpooledFile {
    let path = newPath()
    // What nobody waits for any more when it is made goes at once.
    return try await threads.run { [folder, threads] () throws(AppError) in
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Self.failure("make", folder) }
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw Self.failure("make", path) }
      return UploadFile(path, descriptor, threads)
    }
  }

  func newPath() -> String { "\(folder)/\(UUID().uuidString.lowercased())" }

  func digest(of path: String) async throws(AppError) -> FileDigest {
    try await threads.run { () throws(AppError) in
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { throw Self.failure("open", path) }
      defer { close(descriptor) }
      var (hash, bytes, buffer) = (SHA256(), Int64(0), [UInt8](repeating: 0, count: Self.readBytes))
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw Self.failure("read", path) }
        if count == 0 { return FileDigest(bytes: bytes, sha256: hash.digits) }
        hash.update(data: buffer[..<count])
        bytes += Int64(count)
      }
    }
  }

  /// What can't be removed now goes with the next start.
  func remove(_ paths: [String]) async {
    // Also for a request that was given up: a task of its own is never cancelled.
    let threads = threads
    await Task { try? await threads.run { () throws(AppError) in for path in paths { unlink(path) } } }.value
  }

  fileprivate static func failure(_ what: String, _ path: String) -> AppError {
    let isFull = errno == ENOSPC || errno == EDQUOT
    return AppError(
      .unavailable, "uploads_unavailable", isFull ? "There is no room for this file now." : "Files can't be taken now.", retryAfterSeconds: 30,
      cause: "cannot \(what) \(path): \(String(cString: strerror(errno)))")
  }
}

/// One file of the folder, while it is written. It goes with its writer, unless it was finished.
private final class UploadFile: SpooledFile {
  let path: String
  private let descriptor: Int32
  private let threads: WorkThreads
  private let state = Mutex((hash: SHA256(), bytes: Int64(0), isFinished: false))

  init(_ path: String, _ descriptor: Int32, _ threads: WorkThreads) {
    self.path = path
    self.descriptor = descriptor
    self.threads = threads
  }

  deinit {
    close(descriptor)
    if !state.withLock({ $0.isFinished }) { unlink(path) }
  }

  func append(_ bytes: [UInt8]) async throws(AppError) {
    try await threads.run { () throws(AppError) in
      var position = 0
      while position < bytes.count {
        let count = bytes[position...].withUnsafeBytes { write(self.descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw UploadFolder.failure("write", self.path) }
        position += count
      }
      self.state.withLock { state in
        state.hash.update(data: bytes)
        state.bytes += Int64(bytes.count)
      }
    }
  }

  func finish() async throws(AppError) -> FileDigest {
    state.withLock { state in
      state.isFinished = true
      return FileDigest(bytes: state.bytes, sha256: state.hash.digits)
    }
  }
}

extension SHA256 {
  /// Of what was hashed until now, in lower-case hexadecimal digits.
  fileprivate var digits: String { finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
