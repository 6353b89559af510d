import Forum
import ForumKernel
import ForumWiring
import Glibc
import Synchronization

/// An open file, or a part of it. It stays readable when the blob is removed meanwhile.
final class BlobFileReading: BlobReading {
  private static let pieceBytesMax: Int64 = 128 << 10

  let size: Int64
  private let descriptor: Int32
  private let path: String
  private let threads: WorkThreads
  private let end: Int64
  private let position: Mutex<Int64>

  /// Closes the descriptor in the end, also when this throws.
  init(_ descriptor: Int32, path: String, range: Range<Int64>?, _ threads: WorkThreads) throws(AppError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw BlobFailure.error("\(path) is no file")
    }
    self.descriptor = descriptor
    self.path = path
    self.threads = threads
    size = Int64(status.st_size)
    end = min(size, range?.upperBound ?? size)
    position = Mutex(max(0, range?.lowerBound ?? 0))
  }

  deinit { close(descriptor) }

  func next() async throws(AppError) -> [UInt8]? {
    let place = position.withLock { $0 }
    guard place < end else { return nil }
    let piece = try await threads.run { () throws(AppError) in try self.read(at: place) }
    position.withLock { $0 = place + Int64(piece.count) }
    return piece
  }

  private func read(at place: Int64) throws(AppError) -> [UInt8] {
    let wanted = Int(min(Self.pieceBytesMax, end - place))
    var (got, code): (Int, Int32) = (0, 0)
    let piece = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      repeat {
        got = pread(descriptor, buffer.baseAddress, wanted, off_t(place))
        code = errno
      } while got < 0 && code == EINTR
      count = max(0, got)
    }
    guard got >= 0 else { throw BlobFailure.error("cannot read \(path): \(String(cString: strerror(code)))") }
    guard got > 0 else { throw BlobFailure.error("\(path) is shorter than it was") }
    return piece
  }
}
