import Crypto
import Forum
import ForumKernel
import Foundation
import Testing

/// A store, and what is put into it.
struct BlobFixture {
  let store: any BlobStore
  let folder: String
  let tenant = TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001))
  let other = TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0002))

  init(_ store: any BlobStore, _ folder: String) { (self.store, self.folder) = (store, folder) }

  func prepare() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  /// Bytes that are no two alike at a glance, and do not repeat at a power of two.
  static func bytes(_ count: Int, seed: Int = 1) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 167 &+ seed) % 251) } }

  /// The key that bytes have.
  func key(of bytes: [UInt8], variant: String? = nil, tenant: TenantID? = nil) throws -> BlobKey {
    let hash = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return try #require(BlobKey(tenant: tenant ?? self.tenant, name: hash + (variant.map { "-\($0)" } ?? "")))
  }

  @discardableResult
  func put(_ bytes: [UInt8], as key: BlobKey? = nil) async throws -> BlobKey {
    let key = try key ?? self.key(of: bytes)
    let path = "\(folder)/\(UUID())"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await store.put(path, as: key)
    return key
  }

  /// nil where there is nothing.
  func read(_ key: BlobKey, _ range: Range<Int64>? = nil) async throws -> [UInt8]? {
    guard let reading = try await store.open(key, range: range) else { return nil }
    var bytes: [UInt8] = []
    while let piece = try await reading.next() {
      #expect((1...128 << 10).contains(piece.count))
      bytes += piece
    }
    #expect(try await reading.next() == nil)
    return bytes
  }
}
