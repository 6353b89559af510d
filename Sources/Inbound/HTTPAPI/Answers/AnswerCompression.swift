import CDeflate
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Sends whole answers smaller to clients that take gzip. Left as they are: what streams, what is hardly smaller, and everything in which a secret could
/// stand beside what somebody else chose, whose length would then tell of the secret (BREACH): answers to a browser with a cookie, and those that may
/// not be stored, such as tokens.
struct AnswerCompression {
  /// What fits into one packet gets there no sooner when it is smaller.
  private static let bytesMin = 1024
  /// Work of a few milliseconds; what is larger would hold up the other requests of its thread.
  private static let bytesMax = 1 << 20
  /// The fastest: a page of JSON takes 19 µs to a quarter of its size, the thoroughest level twice as long to hardly less.
  private static let level: Int32 = 1
  /// At least an eighth is saved, or the answer stays as it is.
  private static let savedShare = 8
  /// Stands in the entity tags of coded answers: one tag never names two different bodies.
  private static let mark = "-gzip\""
  private static let types: Set<String> = [
    "application/graphql-response+json", "application/javascript", "application/json", "application/jwk-set+json", "application/problem+json",
    "application/rss+xml", "application/vnd.jsend+json", "application/xml", "image/svg+xml", "text/css", "text/html", "text/javascript", "text/plain",
    "text/xml",
  ]

  private let coding: ContentCoding
  /// What the client has of the answer already, as it names it.
  private let seen: String?

  init(for head: HTTPRequest) {
    coding = head.headerFields.contains(.cookie) ? .identity : ContentCoding(accepting: head.headerFields[.acceptEncoding])
    seen = head.headerFields[.ifNoneMatch]
  }

  /// The request with the entity tags that handlers know.
  static func plain(_ head: HTTPRequest) -> HTTPRequest {
    guard let seen = head.headerFields[.ifNoneMatch], seen.contains(mark) else { return head }
    var plain = head
    plain.headerFields[.ifNoneMatch] = seen.split(separator: mark, omittingEmptySubsequences: false).joined(separator: "\"")
    return plain
  }

  func apply(to response: inout Response) async throws {
    if response.status == .notModified, let tag = response.headers[.eTag], let marked = Self.marked(tag), seen?.contains(marked) == true {
      response.headers[.eTag] = marked
    }
    guard isWorthIt(response) else { return }
    response.headers.append(HTTPField(name: .vary, value: "Accept-Encoding"))
    guard coding == .gzip else { return }
    let whole = CollectedBody()
    try await response.body.write(whole)
    guard let smaller = Self.gzip(whole.bytes) else { return }
    response.body = ResponseBody(byteBuffer: smaller)
    response.headers[.contentEncoding] = "gzip"
    if let tag = response.headers[.eTag], let marked = Self.marked(tag) { response.headers[.eTag] = marked }
  }

  private func isWorthIt(_ response: Response) -> Bool {
    guard let bytes = response.body.contentLength, (Self.bytesMin...Self.bytesMax).contains(bytes) else { return false }
    let headers = response.headers
    guard !headers.contains(.contentEncoding), !headers.contains(.acceptRanges), headers[.cacheControl] != "no-store" else {
      return false
    }
    return Self.types.contains(headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? "")
  }

  /// `"3-5f0a1c3e-gzip"`; nil for what is no tag.
  private static func marked(_ tag: String) -> String? { tag.hasSuffix("\"") ? tag.dropLast() + mark : nil }

  /// nil when it would not save enough.
  private static func gzip(_ bytes: ByteBuffer) -> ByteBuffer? {
    guard let compressor = libdeflate_alloc_compressor(level) else { return nil }
    defer { libdeflate_free_compressor(compressor) }
    let room = bytes.readableBytes - bytes.readableBytes / savedShare
    var smaller = ByteBuffer()
    let written = bytes.withUnsafeReadableBytes { source in
      smaller.writeWithUnsafeMutableBytes(minimumWritableBytes: room) {
        libdeflate_gzip_compress(compressor, source.baseAddress, source.count, $0.baseAddress, room)
      }
    }
    return written > 0 ? smaller : nil
  }
}
