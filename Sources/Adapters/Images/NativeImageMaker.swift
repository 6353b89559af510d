public import Forum
public import ForumKernel
import ForumWiring
import Glibc

/// Images by Debian's libraries: libjpeg-turbo, libpng, libwebp and giflib decode, libwebp encodes. How files are laid out, what of them is metadata, the scaling and
/// the turning are this folder's own. Two images at a time, on threads that let everything else go first.
public final class NativeImageMaker: ImageMaker {
  private static let threads = 2
  private static let waitingMax = 16
  /// As those that hash passwords: about a tenth of a core that others want.
  private static let niceness: Int32 = 10

  private let limits: ImageLimits
  private let threads: WorkThreads

  public convenience init() { self.init(limits: ImageLimits()) }

  init(limits: ImageLimits) {
    self.limits = limits
    threads = WorkThreads(
      threads: Self.threads, waitingMax: Self.waitingMax, niceness: Self.niceness,
      busy: AppError(.unavailable, "images_busy", "Too many images are looked at at the moment. Try again.", retryAfterSeconds: 2))
  }

  public func facts(of path: String) async throws(AppError) -> ImageFacts? {
    try await onThread { limits throws(ImageFault) in ImageLayout.of(try ImageFile.read(path, limits))?.facts }
  }

  public func makeThumbnail(of path: String, as thumbnail: String, side: Int) async throws(AppError) -> ImageFacts {
    try await onThread { limits throws(ImageFault) in
      let made = try Thumbnail(of: try ImageFile.read(path, limits), side: side, limits)
      try ImageFile.write([.bytes(made.bytes)], of: [], to: thumbnail)
      return made.facts
    }
  }

  public func strip(_ path: String, as copy: String) async throws(AppError) {
    try await onThread { limits throws(ImageFault) in
      let bytes = try ImageFile.read(path, limits)
      guard let layout = ImageLayout.of(bytes), layout.facts != nil else { throw .broken("it is no image of a known kind") }
      if let fault = layout.fault { throw fault }
      try ImageFile.write(layout.pieces, of: bytes, to: copy)
    }
  }

  private func onThread<Value: Sendable>(_ work: @escaping @Sendable (ImageLimits) throws(ImageFault) -> Value) async throws(AppError) -> Value {
    let limits = limits
    return try await threads.run { () throws(AppError) in
      do throws(ImageFault) { return try work(limits) } catch { throw AppError(error) }
    }
  }
}

/// What an image may ask for. All of it is known before a pixel is decoded.
struct ImageLimits: Sendable {
  /// Larger files are not read.
  var fileBytesMax = 64 << 20
  /// A pixel takes four bytes while it is decoded; two images at once take 320 MB at most.
  var pixelsMax = 40_000_000
  /// A progressive JPEG is gone over once for each of its scans; a small file can have hundreds. An honest one has about ten.
  var scannedPixelsMax = 640_000_000
  /// The longer side of thumbnails, which WebP bounds.
  var sideMax = 4096
}

/// Why an image is not read.
enum ImageFault: Error, Equatable {
  case broken(String)
  case tooLarge(String)
  /// A file can't be read or written.
  case file(String)
}

extension AppError {
  init(_ fault: ImageFault) {
    switch fault {
    case .broken(let what): self.init(.invalid, "image_unreadable", "This image can't be read.", cause: what)
    case .tooLarge(let what): self.init(.invalid, "image_too_large", "This image is too large: \(what).")
    case .file(let cause):
      self.init(
        .unavailable, "blobs_unavailable", "Attachments can't be reached at the moment. Try again later.", retryAfterSeconds: 30, cause: cause)
    }
  }
}
