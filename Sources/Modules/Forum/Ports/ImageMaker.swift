public import ForumKernel

/// Looks into images and makes small ones of them.
public protocol ImageMaker: Sendable {
  /// What kind of image the file at `path` is, from its bytes alone; nil when it is none of `ImageFormat`, or broken in its head.
  /// Throws `invalid` (`image_too_large`: more bytes than are read), `unavailable` (`images_busy` when too many wait, `blobs_unavailable`).
  func facts(of path: String) async throws(AppError) -> ImageFacts?

  /// Writes a picture of it to the new file `thumbnail`, upright, whose longer side is at most `side` pixels (never larger than the original), without the
  /// original's metadata. Throws `invalid` (`image_unreadable`, `image_too_large`: more pixels than are decoded), `unavailable` (`images_busy`,
  /// `blobs_unavailable` when the files can't be read or written).
  func makeThumbnail(of path: String, as thumbnail: String, side: Int) async throws(AppError) -> ImageFacts

  /// Copies the image to the new file `copy` without where, when and by what it was taken (EXIF, XMP, IPTC, comments); pixels, colour profile and the way up stay.
  /// Throws `invalid` (`image_unreadable`), `unavailable` (as above).
  func strip(_ path: String, as copy: String) async throws(AppError)
}

public struct ImageFacts: Sendable, Equatable {
  public let format: ImageFormat
  /// In pixels, as it is shown (after its orientation has been applied).
  public let width: Int
  public let height: Int

  public init(_ format: ImageFormat, width: Int, height: Int) {
    self.format = format
    self.width = width
    self.height = height
  }
}

public enum ImageFormat: String, Sendable, CaseIterable {
  case gif, jpeg, png, webp

  /// `image/png`.
  public var mediaType: String { "image/\(rawValue)" }
}
