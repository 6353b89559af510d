import Crypto
import Foundation

/// Signs requests as AWS Signature Version 4 says, in headers.
struct S3Signature {
  /// The digest of no bytes.
  static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  private static let algorithm = "AWS4-HMAC-SHA256"
  private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

  let accessKey: String
  let secretKey: String
  let region: String

  /// What is signed, and goes out as it is here.
  struct Request {
    let method: String
    /// Not encoded.
    let path: String
    /// Not encoded, in any order.
    var query: [(name: String, value: String)] = []
    /// All that are sent, without those that signing adds; `host` among them.
    var headers: [(name: String, value: String)]
    /// Of the body, as hex.
    var digest = S3Signature.emptyDigest

    var encodedPath: String { S3Signature.encode(path, keeping: "/") }

    /// As it is signed, and sent.
    var encodedQuery: String {
      query.map { (S3Signature.encode($0.name), S3Signature.encode($0.value)) }.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
    }
  }

  /// The headers to send: those of the request, and those that sign it. `date`: `20150830T123600Z`.
  func headers(of request: Request, at date: String) -> [(name: String, value: String)] {
    let signed = request.headers + [("x-amz-content-sha256", request.digest), ("x-amz-date", date)]
    let canonical = signed.map { (name: $0.name.lowercased(), value: Self.trimmed($0.value)) }.sorted { $0.name < $1.name }
    let names = canonical.map(\.name).joined(separator: ";")
    let text =
      [request.method, request.encodedPath, request.encodedQuery] + canonical.map { "\($0.name):\($0.value)" } + ["", names, request.digest]
    let day = String(date.prefix(8))
    let scope = "\(day)/\(region)/s3/aws4_request"
    let toSign = [Self.algorithm, date, scope, Self.hex(SHA256.hash(data: Data(text.joined(separator: "\n").utf8)))].joined(separator: "\n")
    let key = [day, region, "s3", "aws4_request"].reduce(Data("AWS4\(secretKey)".utf8)) { Self.code($1, with: $0) }
    let signature = Self.hex(Self.code(toSign, with: key))
    let authorization = "\(Self.algorithm) Credential=\(accessKey)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
    return signed + [("authorization", authorization)]
  }

  /// `20150830T123600Z`.
  static func date(_ seconds: Int64) -> String {
    let (day, second) = (Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601.year().month().day().dateSeparator(.omitted)), seconds)
    let time = ((second % 86_400) + 86_400) % 86_400
    return "\(day)T\(two(time / 3600))\(two(time / 60 % 60))\(two(time % 60))Z"
  }

  /// Everything but letters, digits and `-._~`, in UTF-8.
  static func encode(_ text: String, keeping kept: String = "") -> String {
    var encoded = ""
    for byte in text.utf8 {
      if unreserved.contains(byte) || kept.utf8.contains(byte) {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

  private static func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }

  private static func code(_ text: String, with key: Data) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
  }

  /// Without spaces at the ends, and with one in the place of several.
  private static func trimmed(_ value: String) -> String { value.split(separator: " ").joined(separator: " ") }
}
