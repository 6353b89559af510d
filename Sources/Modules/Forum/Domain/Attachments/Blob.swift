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
