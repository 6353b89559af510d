public import Admin
import Crypto
public import ForumKernel
import Foundation
import Glibc

/// Anchors as lines of a file that only ever grows, each on the disk before `append` returns. Every node has a file of its own: with several nodes on one
/// database each keeps the heads that it saw. A copy of the newest line anywhere else fixes all lines before it.
public actor AnchorFile: AuditAnchors {
  /// Holds the longest line several times over.
  private static let tailBytes = 16_384
  private let path: String
  private let key: Curve25519.Signing.PrivateKey
  private var heads: [TenantID: AuditHead]?

  /// `seed`: the 32 bytes of the Ed25519 key that signs. The file is made with the first anchor.
  public init(path: String, seed: [UInt8]) throws {
    self.path = path
    key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
  }

  public func newest() throws -> [TenantID: AuditHead] {
    if let heads { return heads }
    var found: [TenantID: AuditHead] = [:]
    for anchor in try all().anchors where anchor.head.sequence > found[anchor.head.tenant]?.sequence ?? 0 { found[anchor.head.tenant] = anchor.head }
    heads = found
    return found
  }

  public func append(_ new: [AuditHead], at moment: Timestamp) throws {
    var known = try newest()
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("open") }
    defer { close(descriptor) }
    var last = try cutUnfinished(descriptor).map { AnchorLine.digest($0) } ?? ""
    var text = Data()
    for head in new {
      let line = try AnchorLine(head, at: moment, previous: last, key: key).text()
      last = AnchorLine.digest(line)
      text += line + [UInt8(ascii: "\n")]
      known[head.tenant] = head
    }
    let written = text.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard written == text.count, fsync(descriptor) == 0, try syncFolder() else { throw failure("write") }
    heads = known
  }

  public func all() throws -> AnchorReading {
    let content = try read()
    var anchors: [AuditAnchor] = []
    var previous = ""
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    for (index, text) in lines.enumerated() {
      guard let line = try? JSONDecoder().decode(AnchorLine.self, from: Data(text)) else { return reading(anchors, index, "is no anchor") }
      guard line.isSigned(by: key.publicKey) else { return reading(anchors, index, "is not signed by this forum's key") }
      guard line.previous == previous else { return reading(anchors, index, "does not follow the line before it") }
      previous = AnchorLine.digest(text)
      anchors.append(line.anchor)
    }
    return reading(anchors, nil, "")
  }

  /// The last whole line. What a crash left after it of a line that nobody was told of goes; a line that stands is never touched.
  private func cutUnfinished(_ descriptor: CInt) throws -> Data? {
    let end = lseek(descriptor, 0, SEEK_END)
    let start = max(0, end - off_t(Self.tailBytes))
    var tail = Data(count: Int(end - start))
    let got = tail.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, start) }
    guard end >= 0, got == tail.count else { throw failure("read") }
    let whole = tail.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    guard whole > 0 || start == 0 else { throw failure("find the last line of") }
    guard ftruncate(descriptor, start + off_t(whole)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else { throw failure("extend") }
    return tail[..<whole].split(separator: UInt8(ascii: "\n")).last
  }

  private func reading(_ anchors: [AuditAnchor], _ index: Int?, _ problem: String) -> AnchorReading {
    AnchorReading(anchors: anchors, problem: index.map { "Line \($0 + 1) of \(path) \(problem)." }, key: publicKey)
  }

  public func sign(_ bytes: [UInt8]) throws -> (signature: String, key: String) {
    (Self.base64URL(try key.signature(for: Data(bytes))), publicKey)
  }

  private var publicKey: String { "k4.public." + Self.base64URL(Data(key.publicKey.rawRepresentation)) }

  private static func base64URL(_ bytes: Data) -> String {
    bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
  }

  private func read() throws -> Data {
    guard FileManager.default.fileExists(atPath: path) else { return Data() }
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// So that the file itself is there after a power cut.
  private func syncFolder() throws -> Bool {
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    return fsync(folder) == 0
  }

  private func failure(_ verb: String) -> AppError {
    AppError(.unavailable, "audit_anchor", "Cannot \(verb) \(path): \(String(cString: strerror(errno))).")
  }
}
