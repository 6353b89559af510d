import AsyncHTTPClient
import Crypto
import ForumKernel
import ForumWiring
import Foundation
import Glibc
import NIOCore

/// A file on its way to the bucket: its size and digest are known before the first byte is sent.
struct SentFile: Sendable {
  private static let pieceBytes = 128 << 10

  let path: String
  let size: Int64
  let digest: String

  /// Reads all of it once. Blocks.
  init(_ path: String) throws(S3Error) {
    let descriptor = try Self.open(path)
    defer { close(descriptor) }
    var (hash, count) = (SHA256(), Int64(0))
    while let piece = try Self.read(descriptor, at: count, path) {
      hash.update(data: piece)
      count += Int64(piece.count)
    }
    self.path = path
    size = count
    digest = S3Signature.hex(hash.finalize())
  }

  func body(_ threads: WorkThreads) throws(S3Error) -> HTTPClientRequest.Body {
    .stream(Pieces(descriptor: try Self.open(path), path: path, threads: threads), length: .known(size))
  }

  /// Read while they are sent, one at a time.
  private final class Pieces: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let descriptor: Int32
    let path: String
    let threads: WorkThreads

    init(descriptor: Int32, path: String, threads: WorkThreads) {
      self.descriptor = descriptor
      self.path = path
      self.threads = threads
    }

    deinit { close(descriptor) }

    func makeAsyncIterator() -> Iterator { Iterator(pieces: self) }

    struct Iterator: AsyncIteratorProtocol {
      let pieces: Pieces
      var position = Int64(0)

      mutating func next() async throws -> ByteBuffer? {
        let (pieces, place) = (pieces, position)
        let piece = try await pieces.threads.run { () throws(AppError) -> Data? in
          do throws(S3Error) { return try SentFile.read(pieces.descriptor, at: place, pieces.path) } catch {
            throw AppError(.unavailable, "blobs_unavailable", "The file can't be read.")
          }
        }
        guard let piece else { return nil }
        position += Int64(piece.count)
        return ByteBuffer(bytes: piece)
      }
    }
  }

  private static func open(_ path: String) throws(S3Error) -> Int32 {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .local("cannot open \(path): \(String(cString: strerror(errno)))") }
    return descriptor
  }

  /// nil at the end.
  private static func read(_ descriptor: Int32, at place: Int64, _ path: String) throws(S3Error) -> Data? {
    var (piece, got) = (Data(count: pieceBytes), 0)
    repeat {
      got = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(place)) }
    } while got < 0 && errno == EINTR
    guard got >= 0 else { throw .local("cannot read \(path): \(String(cString: strerror(errno)))") }
    return got == 0 ? nil : piece.prefix(got)
  }
}
