public import ForumKernel

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

extension FileType {
  init(_ format: ImageFormat) {
    self =
      switch format {
      case .gif: .gif
      case .jpeg: .jpeg
      case .png: .png
      case .webp: .webp
      }
  }
}
