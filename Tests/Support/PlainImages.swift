public import Forum
public import ForumKernel
import Foundation

/// Looks no further than the head of a PNG; its thumbnail is the image itself, and nothing is taken out of it.
public struct PlainImages: ImageMaker {
  private static let mark: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Three by two red pixels.
  public static let png = Array(
    Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==") ?? Data())

  public init() {}

  public func facts(of path: String) async throws(AppError) -> ImageFacts? {
    guard let head = FileManager.default.contents(atPath: path).map({ Array($0.prefix(24)) }), head.starts(with: Self.mark), head.count == 24 else {
      return nil
    }
    func number(_ at: Int) -> Int { head[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    return ImageFacts(.png, width: number(16), height: number(20))
  }

  public func makeThumbnail(of path: String, as thumbnail: String, side: Int) async throws(AppError) -> ImageFacts {
    try await strip(path, as: thumbnail)
    return try await facts(of: path) ?? ImageFacts(.png, width: 1, height: 1)
  }

  public func strip(_ path: String, as copy: String) async throws(AppError) {
    do {
      try FileManager.default.copyItem(atPath: path, toPath: copy)
    } catch {
      throw AppError(.invalid, "image_unreadable", "This image can't be read.")
    }
  }
}
