import ForumKernel

/// What attachments are held to, each with its reason.
public enum AttachmentLimits {
  /// More is a gallery, which needs pages.
  public static let perPostMax = 10
  /// What screen readers read out in one go.
  public static let descriptionLengthMax = 1000
  /// Twice the width of the column in which pages show it.
  public static let thumbnailSide = 480
  /// Of an image: browsers decode all of it to show it, four bytes for each.
  static let pixelsMax = 100_000_000
  /// The longest that a JPEG can be; what browsers and graphics cards show is shorter.
  static let imageSideMax = 65_535
  /// What a sweep looks at in one go.
  static let sweepPage = 500
  /// What was put under a key and has no row after this time never gets one: the request is long over.
  static let strayKeySeconds: Int64 = 3600

  /// Throws `invalid` (`image_too_large`) for an image that nobody's browser shows without harm.
  static func require(showableImageOf facts: ImageFacts) throws(AppError) {
    let (pixels, isTooMany) = facts.width.multipliedReportingOverflow(by: facts.height)
    guard max(facts.width, facts.height) <= imageSideMax, !isTooMany, pixels <= pixelsMax else {
      throw AppError(
        .invalid, "image_too_large", "An image may have at most \(pixelsMax / 1_000_000) million pixels, and \(imageSideMax) on a side.")
    }
  }
}

/// What this forum takes as attachments, of whom, and for how long it keeps what no post uses.
public struct AttachmentPolicy: Sendable {
  public var types = Set(FileType.allCases)
  public var bytesMax: Int64 = 10 << 20
  /// All files of one account together.
  public var accountBytesMax: Int64 = 1 << 30
  /// What one account may upload within a day.
  public var perDay: Int64 = 200
  /// Uploads of one account that no post uses.
  public var unusedMax: Int64 = 40
  public var orphansAfterSeconds: Int64 = 86_400

  public init() {}

  /// Throws `tooMany` (`uploads_per_day`), `conflict` (`too_many_unused`), `forbidden` (`quota_exhausted`) when an account has no room for another file.
  func require(roomFor bytes: Int64, beside usage: UploadUsage) throws(AppError) {
    guard usage.today < perDay else {
      throw AppError(.tooMany, "uploads_per_day", "You may upload \(perDay) files within a day.", retryAfterSeconds: 3600)
    }
    guard usage.unused < unusedMax else {
      throw AppError(.conflict, "too_many_unused", "\(unusedMax) of your uploads are used in no post: use or delete some first.")
    }
    guard usage.bytes + bytes <= accountBytesMax else {
      throw AppError(.forbidden, "quota_exhausted", "The files of one account may have at most \(accountBytesMax) bytes together.")
    }
  }
}

/// What an account has uploaded.
public struct UploadUsage: Sendable, Equatable {
  /// Within the last 24 hours.
  public let today: Int64
  public let unused: Int64
  public let bytes: Int64

  public init(today: Int64, unused: Int64, bytes: Int64) {
    self.today = today
    self.unused = unused
    self.bytes = bytes
  }
}
