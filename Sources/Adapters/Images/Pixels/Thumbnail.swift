import CWebP
import Forum

/// A small picture of an image, in WebP: of all formats that browsers show, it keeps transparency in the fewest bytes. Colours are those of sRGB.
struct Thumbnail {
  private static let quality: Float = 80

  let bytes: [UInt8]
  let facts: ImageFacts

  init(of image: [UInt8], side: Int, _ limits: ImageLimits) throws(ImageFault) {
    guard let layout = ImageLayout.of(image), layout.facts != nil else { throw .broken("it is no image of a known kind") }
    try layout.check(limits)
    let (width, height) = Self.fit(layout.width, layout.height, into: min(max(side, 1), limits.sideMax))
    let decoded = try Self.decode(image, layout, width: width, height: height, limits)
    let small = AreaScaler.scale(decoded, width: width, height: height).turned(layout.orientation)
    bytes = try Self.encode(small)
    facts = ImageFacts(.webp, width: small.width, height: small.height)
  }

  /// Never larger, of the same shape, and never without a pixel.
  static func fit(_ width: Int, _ height: Int, into side: Int) -> (width: Int, height: Int) {
    let longer = max(width, height)
    guard longer > side else { return (width, height) }
    return (max(1, (width * side + longer / 2) / longer), max(1, (height * side + longer / 2) / longer))
  }

  /// At least of this size. Formats that can be decoded smaller at less cost are.
  private static func decode(
    _ image: [UInt8], _ layout: ImageLayout, width: Int, height: Int, _ limits: ImageLimits
  ) throws(ImageFault) -> Bitmap {
    switch layout.format {
    case .jpeg: try JPEGPixels.decode(image, layout, width: width, height: height)
    case .png: try PNGPixels.decode(image, layout)
    case .webp: try WebPPixels.decode(image, layout)
    case .gif: try GIFPixels.decode(image, layout, limits)
    }
  }

  private static func encode(_ bitmap: Bitmap) throws(ImageFault) -> [UInt8] {
    var output: UnsafeMutablePointer<UInt8>?
    let count = WebPEncodeRGBA(bitmap.pixels, Int32(bitmap.width), Int32(bitmap.height), bitmap.stride, quality, &output)
    defer { WebPFree(output) }
    guard count > 0, let output else { throw .broken("it can't be made small") }
    return Array(UnsafeBufferPointer(start: output, count: count))
  }
}
