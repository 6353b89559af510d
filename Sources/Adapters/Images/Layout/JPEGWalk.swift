import Forum

/// The segments of a JPEG file (ITU T.81, JFIF, EXIF).
struct JPEGWalk {
  private static let end: [UInt8] = [0xFF, 0xD9]
  private static let exif = Array("Exif".utf8) + [0, 0]
  private static let profile = Array("ICC_PROFILE".utf8) + [0]
  private static let jfif = Array("JFIF".utf8) + [0]
  /// Of a JFIF segment, before the thumbnail in it.
  private static let jfifBytes = 14

  private var walk: ByteWalk
  private var layout = ImageLayout(.jpeg)
  private var hasOrientation = false
  private var scans = 0
  /// Behind the beginning and JFIF's segment.
  private var exifPlace = 1

  static func layout(_ walk: ByteWalk) -> ImageLayout {
    var walk = JPEGWalk(walk: walk)
    do throws(ImageFault) { try walk.run() } catch { walk.layout.fault = error }
    walk.layout.scans = max(1, walk.scans)
    return walk.layout
  }

  private init(walk: ByteWalk) { self.walk = walk }

  private mutating func run() throws(ImageFault) {
    layout.pieces.append(.part(try walk.take(2)))
    while let marker = try nextMarker() {
      switch marker {
      case 0xD9:
        // Behind the end phones keep films, and the same picture once more.
        return try close()
      case 0x00, 0x01, 0xD0...0xD7: continue
      case 0xD8: throw .broken("another image begins in it")
      default: try segment(marker)
      }
    }
    // What was received last of it is missing, as it happens; decoders draw the rest.
    try close()
  }

  private mutating func close() throws(ImageFault) {
    guard layout.width > 0, scans > 0 else { throw .broken("there are no pixels in it") }
    layout.pieces.append(.bytes(Self.end))
    guard layout.orientation != .upright else { return }
    let exif = Self.exif + layout.orientation.exif
    layout.pieces.insert(.bytes([0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif), at: exifPlace)
  }

  /// nil at the end of the file.
  private mutating func nextMarker() throws(ImageFault) -> UInt8? {
    guard let place = walk.place(of: 0xFF) else { return nil }
    walk.position = place
    while walk.left > 0 {
      let byte = try walk.byte()
      if byte != 0xFF { return byte }
    }
    return nil
  }

  private mutating func segment(_ marker: UInt8) throws(ImageFault) {
    let start = walk.position - 2
    let length = try walk.big16()
    guard length >= 2 else { throw .broken("a segment has no length") }
    let body = try walk.take(length - 2)
    let whole = start..<body.upperBound
    switch marker {
    case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
      try frame(body)
      layout.pieces.append(.part(whole))
    case 0xDA:
      guard layout.width > 0 else { throw .broken("pixels come before their size") }
      scans += 1
      layout.pieces.append(.part(whole))
      entropy()
    case 0xE0:
      guard walk.has(Self.jfif, at: body.lowerBound), body.count >= Self.jfifBytes, exifPlace == 1 else { return }
      let kept = walk.bytes[body].prefix(Self.jfifBytes - 2)
      layout.pieces.insert(.bytes([0xFF, 0xE0, 0, UInt8(Self.jfifBytes + 2)] + kept + [0, 0]), at: 1)
      exifPlace = 2
    case 0xE1:
      guard walk.has(Self.exif, at: body.lowerBound), !hasOrientation else { return }
      hasOrientation = true
      layout.orientation = Orientation(exif: walk.bytes[body].dropFirst(Self.exif.count))
    case 0xE2: if walk.has(Self.profile, at: body.lowerBound) { layout.pieces.append(.part(whole)) }
    // Adobe's says how colours are coded.
    case 0xEE: if walk.has("Adobe", at: body.lowerBound) { layout.pieces.append(.part(whole)) }
    // Tables, and how the pixels are divided.
    case 0xC4, 0xCC, 0xDB, 0xDC, 0xDD: layout.pieces.append(.part(whole))
    default: return
    }
  }

  private mutating func frame(_ body: Range<Int>) throws(ImageFault) {
    guard layout.width == 0 else { throw .broken("it has two sizes") }
    var head = walk
    head.position = body.lowerBound
    _ = try head.byte()
    let (height, width) = (try head.big16(), try head.big16())
    guard width > 0, height > 0, head.position < body.upperBound else { throw .broken("it has no size") }
    (layout.width, layout.height) = (width, height)
  }

  /// Pixels, up to the next marker.
  private mutating func entropy() {
    let start = walk.position
    while let place = walk.place(of: 0xFF), place + 1 < walk.bytes.count {
      let next = walk.bytes[place + 1]
      let isPixels = next == 0 || (0xD0...0xD7).contains(next)
      guard isPixels || next == 0xFF else {
        walk.position = place
        layout.pieces.append(.part(start..<place))
        return
      }
      // Several bytes of ones in a row are as good as one.
      walk.position = isPixels ? place + 2 : place + 1
    }
    walk.position = walk.bytes.count
    layout.pieces.append(.part(start..<walk.position))
  }
}
