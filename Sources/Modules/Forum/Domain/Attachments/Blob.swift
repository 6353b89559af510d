public import ForumKernel

public enum BlobTag {}
public typealias BlobID = ID<BlobTag>

/// The bytes of attachments, which a tenant keeps once, however often they are uploaded.
public struct Blob: Sendable, Equatable, Codable {
  /// Part of the key under which the bytes are kept: what is removed and comes again is another blob, so that nobody removes what is new.
  public let id: BlobID
  /// Of the bytes that are kept, lower-case hexadecimal digits: an image is kept without what tells where and by whom it was taken.
  public let sha256: String
  public let type: FileType
  public let bytes: Int64
  /// nil for what is no image.
  public let size: PixelSize?
  /// nil where there is none.
  public let thumbnail: Thumbnail?
  public let createdAt: Timestamp

  public struct Thumbnail: Sendable, Equatable, Codable {
    public let type: FileType
    public let bytes: Int64
    public let size: PixelSize

    public init(type: FileType, bytes: Int64, size: PixelSize) {
      self.type = type
      self.bytes = bytes
      self.size = size
    }
  }

  public init(id: BlobID, sha256: String, type: FileType, bytes: Int64, size: PixelSize?, thumbnail: Thumbnail?, createdAt: Timestamp) {
    self.id = id
    self.sha256 = sha256
    self.type = type
    self.bytes = bytes
    self.size = size
    self.thumbnail = thumbnail
    self.createdAt = createdAt
  }

  /// With the thumbnail's.
  public var allBytes: Int64 { bytes + (thumbnail?.bytes ?? 0) }
}

/// Width and height of an image as it is shown.
public struct PixelSize: Sendable, Equatable, Codable {
  public let width: Int
  public let height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

extension BlobKey {
  private static let thumbnail = "thumbnail"

  /// nil for a hash that is none.
  public init?(_ blob: Blob, _ tenant: TenantID, isThumbnail: Bool = false) {
    self.init(tenant: tenant, name: "\(blob.sha256)-\(Self.digits(blob.id))\(isThumbnail ? Self.thumbnail : "")")
  }

  /// Every key of the blob.
  static func all(of blob: Blob, _ tenant: TenantID) -> [BlobKey] {
    [BlobKey(blob, tenant), blob.thumbnail == nil ? nil : BlobKey(blob, tenant, isThumbnail: true)].compactMap(\.self)
  }

  /// The blob that the name names; nil for a name that this program did not make.
  public var blobID: BlobID? {
    guard let variant = name.split(separator: "-").dropFirst().first, variant.utf8.count >= 32 else { return nil }
    let digits = variant.prefix(32)
    guard ["", Self.thumbnail].contains(String(variant.dropFirst(32))), let high = UInt64(digits.prefix(16), radix: 16),
      let low = UInt64(digits.suffix(16), radix: 16)
    else { return nil }
    return BlobID(RawID(high: high, low: low))
  }

  private static func digits(_ id: BlobID) -> String { id.description.replacing("-", with: "") }
}
