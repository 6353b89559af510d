public import ForumKernel

/// Where the bytes of attachments are: whole files, written once and never changed. Their rows, and who may read them, are the store's.
public protocol BlobStore: Sendable {
  /// Copies the file at `path` to the key; what it returns from survives a crash. A key that is there already stays as it is: equal keys have equal bytes.
  /// Throws `unavailable` (`blobs_unavailable`), with nothing half kept under the key.
  func put(_ path: String, as key: BlobKey) async throws(AppError)

  /// The bytes of `range`, or all of them, from the first one on; nil when nothing is kept under the key. What lies behind the end is left out.
  /// Throws `unavailable` (`blobs_unavailable`).
  func open(_ key: BlobKey, range: Range<Int64>?) async throws(AppError) -> (any BlobReading)?

  /// Ends well too when nothing is kept under the key. Throws `unavailable` (`blobs_unavailable`).
  func remove(_ key: BlobKey) async throws(AppError)

  /// Keys of the tenant in their order, behind `after`: at most `limit`; fewer than `limit` at the end. Throws `unavailable` (`blobs_unavailable`).
  func keys(of tenant: TenantID, after: BlobKey?, limit: Int) async throws(AppError) -> [BlobKey]
}

/// The name of a blob: its content's hash, and what was made of it.
public struct BlobKey: Sendable, Hashable, Comparable {
  public let tenant: TenantID
  /// Lower-case hex SHA-256 of the original, 64 characters; with `-` and a name of `a-z0-9` behind it for what was made of it: `…-thumbnail`.
  public let name: String

  /// nil when the name is not of that form.
  public init?(tenant: TenantID, name: String) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard let hash = parts.first, hash.utf8.count == 64, hash.utf8.allSatisfy({ Self.isDigit($0) || (0x61...0x66).contains($0) }) else {
      return nil
    }
    guard parts.count < 3, parts.dropFirst().allSatisfy(Self.isVariant) else { return nil }
    self.tenant = tenant
    self.name = name
  }

  /// By tenant and name, byte by byte.
  public static func < (one: BlobKey, other: BlobKey) -> Bool { (one.tenant.raw, one.name) < (other.tenant.raw, other.name) }

  private static func isVariant(_ name: Substring) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { isDigit($0) || (0x61...0x7a).contains($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// A blob that is being read, by one reader. Giving it up without reading to the end is allowed.
public protocol BlobReading: AnyObject, Sendable {
  /// Of the whole blob, in bytes.
  var size: Int64 { get }
  /// The next piece, at most 128 KiB; nil at the end. Throws `unavailable` (`blobs_unavailable`).
  func next() async throws(AppError) -> [UInt8]?
}
