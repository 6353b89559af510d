import AsyncHTTPClient
import Forum
import ForumKernel
import Foundation
import NIOCore
import NIOHTTP1

/// A blob as it comes from the bucket. When the connection breaks on the way, or is given up because the reader takes its time, the rest is asked for on
/// another one: what is kept under a name never changes.
// One reader has it alone, as the port says; so the place in the body is never shared.
final class S3Reading: BlobReading, @unchecked Sendable {
  private static let pieceBytesMax = 128 << 10
  /// Without a whole piece between them.
  private static let breaksMax = 4

  let size: Int64
  private let target: S3Target
  private var rest = ByteBuffer()
  private var pieces: HTTPClientResponse.Body.AsyncIterator?
  /// The first byte behind the last one that is wanted.
  private let end: Int64
  /// Bytes that are to come.
  private var left: Int64
  private let again: @Sendable (Range<Int64>?) async throws(S3Error) -> S3Client.Answer
  private var breaks = 0
  /// Bytes that were to come at the last break.
  private var leftAtBreak = Int64.max

  /// With nothing to read.
  init(size: Int64, _ target: S3Target) {
    self.size = size
    self.target = target
    (left, end) = (0, 0)
    again = { _ throws(S3Error) in throw .nothingThere }
  }

  /// `again`: asks for another part. Throws where the answer is not what `range` asked for.
  init(
    _ answer: S3Client.Answer, range: Range<Int64>?, _ target: S3Target,
    again: @escaping @Sendable (Range<Int64>?) async throws(S3Error) -> S3Client.Answer
  ) throws(S3Error) {
    self.target = target
    self.again = again
    (size, left) = try Self.extent(of: answer, range)
    end = (range?.lowerBound ?? 0) + left
    pieces = answer.body.makeAsyncIterator()
  }

  /// The size of the blob, and how many bytes of it the answer brings.
  private static func extent(of answer: S3Client.Answer, _ range: Range<Int64>?) throws(S3Error) -> (size: Int64, length: Int64) {
    guard let length = answer.headers.first(name: "content-length").flatMap({ Int64($0) }), length >= 0 else { throw .malformed("no length") }
    if let range, answer.status == 206 {
      guard let said = answer.headers.first(name: "content-range")?.wholeMatch(of: /bytes ([0-9]{1,18})-([0-9]{1,18})\/([0-9]{1,18})/),
        let first = Int64(said.1), let last = Int64(said.2), let size = Int64(said.3), first == range.lowerBound,
        last == min(range.upperBound, size) - 1, length == last - first + 1
      else { throw .malformed("another part than was asked for") }
      return (size, length)
    }
    // A service that knows no parts sends all of it: too much to throw away.
    guard range == nil, answer.status == 200 else { throw .malformed("status \(answer.status) to a question for a part") }
    return (length, length)
  }

  func next() async throws(AppError) -> [UInt8]? {
    while rest.readableBytes == 0, left > 0 {
      do {
        guard let piece = try await pieces?.next() else { throw S3Error.unreachable("the answer ended too early") }
        rest = piece
      } catch {
        pieces = nil
        try await goOn(after: S3Client.failure(error))
      }
    }
    guard let piece = rest.readBytes(length: min(rest.readableBytes, Self.pieceBytesMax, Int(clamping: left))), !piece.isEmpty else { return nil }
    left -= Int64(piece.count)
    return piece
  }

  private func goOn(after error: S3Error) async throws(AppError) {
    if leftAtBreak - left >= Int64(Self.pieceBytesMax) { breaks = 0 }
    (leftAtBreak, breaks) = (left, breaks + 1)
    guard error.isPassing, breaks <= Self.breaksMax, !Task.isCancelled else { throw error.appError(target) }
    do {
      let answer = try await again(end - left..<end)
      guard try Self.extent(of: answer, end - left..<end) == (size, left) else { throw S3Error.malformed("another blob than before") }
      pieces = answer.body.makeAsyncIterator()
    } catch {
      throw S3Client.failure(error).appError(target)
    }
  }
}
