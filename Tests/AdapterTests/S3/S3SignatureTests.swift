import Foundation
import Testing

@testable import S3

@Suite("Signatures for S3") struct S3SignatureTests {
  private struct Case: Decodable {
    let access_key, secret_key, region, date, method, path, digest, signed, signature, url: String
    let seconds: Int64
    let query, headers: [[String]]
  }

  @Test("botocore signs the same requests alike, whatever is in names, queries and headers") func botocore() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: folder.appending(path: "Vectors/s3-signatures.json")))
    #expect(cases.count == 48)
    for one in cases {
      let request = S3Signature.Request(
        method: one.method, path: one.path, query: one.query.map { ($0[0], $0[1]) }, headers: one.headers.map { ($0[0], $0[1]) }, digest: one.digest)
      let date = S3Signature.date(one.seconds)
      #expect(date == one.date)
      let signed = S3Signature(accessKey: one.access_key, secretKey: one.secret_key, region: one.region).headers(of: request, at: date)
      #expect(
        signed.last?.value
          == "AWS4-HMAC-SHA256 Credential=\(one.access_key)/\(one.date.prefix(8))/\(one.region)/s3/aws4_request, SignedHeaders=\(one.signed), Signature=\(one.signature)",
        "\(one.method) \(one.url)")
      #expect(one.url.contains(request.encodedPath))
    }
  }

  @Test("the digest of nothing is that of no bytes") func nothing() throws { #expect(S3Signature.emptyDigest.hasPrefix("e3b0c442")) }
}
