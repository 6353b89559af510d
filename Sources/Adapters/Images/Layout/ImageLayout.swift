import Forum

/// How an image file is laid out: what it says of itself, and which of its parts are the image. Everything that is not known to be a part of it is left out, so
/// that metadata of kinds yet to come goes too.
struct ImageLayout {
  let format: ImageFormat
  /// As stored, in pixels; 0 until the head was read.
  var width = 0
  var height = 0
  var orientation = Orientation.upright
  /// How often a decoder goes over all pixels.
  var scans = 1
  /// The image without metadata.
  var pieces: [ImagePiece] = []
  /// What is wrong behind the head.
  var fault: ImageFault?

  init(_ format: ImageFormat) { self.format = format }

  /// nil when the first bytes are those of no image.
  static func of(_ bytes: [UInt8]) -> ImageLayout? {
    let walk = ByteWalk(bytes)
    if walk.has([0xFF, 0xD8, 0xFF], at: 0) { return JPEGWalk.layout(walk) }
    if walk.has(PNGWalk.signature, at: 0) { return PNGWalk.layout(walk) }
    if walk.has("GIF87a", at: 0) || walk.has("GIF89a", at: 0) { return GIFWalk.layout(walk) }
    if walk.has("RIFF", at: 0), walk.has("WEBP", at: 8) { return WebPWalk.layout(walk) }
    return nil
  }

  /// nil when the head says nothing that can be true.
  var facts: ImageFacts? {
    guard width > 0, height > 0 else { return nil }
    return orientation.isSideways ? ImageFacts(format, width: height, height: width) : ImageFacts(format, width: width, height: height)
  }

  /// Throws what would take too much to decode.
  func check(_ limits: ImageLimits) throws(ImageFault) {
    // Each side is below 2³¹.
    guard width * height <= limits.pixelsMax else {
      throw .tooLarge("\(width) × \(height) pixels are more than \(limits.pixelsMax / 1_000_000) megapixels")
    }
    guard width * height * scans <= limits.scannedPixelsMax else { throw .tooLarge("it is drawn in \(scans) steps") }
  }
}

/// A part of a file that is made from another one.
enum ImagePiece: Equatable {
  case part(Range<Int>)
  case bytes([UInt8])

  var count: Int {
    switch self {
    case .part(let range): range.count
    case .bytes(let bytes): bytes.count
    }
  }
}
