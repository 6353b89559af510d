import AsyncHTTPClient
import Forum
import ForumKernel
import Foundation
import NIOCore
import NIOHTTP1

/// A blob as it comes from the bucket.
// One reader has it alone, as the port says; so the place in the body is never shared.
final class S3Reading: BlobReading, @unchecked Sendable {
  private static let pieceBytesMax = 128 << 10

  let size: Int64
  private let target: S3Target
  private var rest = ByteBuffer()
  private var pieces: HTTPClientResponse.Body.AsyncIterator?
  /// Bytes that are to come.
  private var left: Int64

  /// With nothing to read.
  init(size: Int64, _ target: S3Target) {
    self.size = size
    self.target = target
    left = 0
  }

  /// Throws where the answer is not what `range` asked for.
  init(_ answer: S3Client.Answer, range: Range<Int64>?, _ target: S3Target) throws(S3Error) {
    self.target = target
    guard let length = answer.headers.first(name: "content-length").flatMap({ Int64($0) }), length >= 0 else { throw .malformed("no length") }
    if let range, answer.status == 206 {
      guard let said = answer.headers.first(name: "content-range")?.wholeMatch(of: /bytes ([0-9]{1,18})-([0-9]{1,18})\/([0-9]{1,18})/),
        let first = Int64(said.1), let last = Int64(said.2), let size = Int64(said.3), first == range.lowerBound,
        last == min(range.upperBound, size) - 1, length == last - first + 1
      else { throw .malformed("another part than was asked for") }
      self.size = size
    } else {
      // A service that knows no parts sends all of it: too much to throw away.
      guard range == nil, answer.status == 200 else { throw .malformed("status \(answer.status) to a question for a part") }
      size = length
    }
    left = length
    pieces = answer.body.makeAsyncIterator()
  }

  func next() async throws(AppError) -> [UInt8]? {
    while rest.readableBytes == 0, left > 0 {
      do {
        guard let piece = try await pieces?.next() else { throw S3Error.unreachable("the answer ended too early") }
        rest = piece
      } catch {
        pieces = nil
        throw S3Client.failure(error).appError(target)
      }
    }
    guard let piece = rest.readBytes(length: min(rest.readableBytes, Self.pieceBytesMax, Int(clamping: left))), !piece.isEmpty else { return nil }
    left -= Int64(piece.count)
    return piece
  }
}
