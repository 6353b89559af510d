import Forum

/// The chunks of a WebP file (RFC 9649).
struct WebPWalk {
  private static let kept: Set = ["VP8 ", "VP8L", "VP8X", "ICCP", "ANIM", "ANMF", "ALPH"]
  private static let exifFlag: UInt8 = 0x08
  private static let xmpFlag: UInt8 = 0x04
  private static let frameHeadBytes = 16

  private var walk: ByteWalk
  private var layout = ImageLayout(.webp)
  /// Where the chunk with the flags is among the pieces; nil in a simple file, which has no metadata.
  private var flagsPlace: Int?

  static func layout(_ walk: ByteWalk) -> ImageLayout {
    var walk = WebPWalk(walk: walk)
    do throws(ImageFault) { try walk.run() } catch { walk.layout.fault = error }
    return walk.layout
  }

  private init(walk: ByteWalk) { self.walk = walk }

  private mutating func run() throws(ImageFault) {
    walk.position = 4
    let size = try walk.little32()
    _ = try walk.take(4)
    // The head comes first whatever is wrong with the size.
    try head()
    let end = 8 + size
    guard end <= walk.bytes.count else { throw .broken("it ends too early") }
    try chunks(to: end)
    guard layout.width > 0 else { throw .broken("there are no pixels in it") }
    if let flagsPlace, layout.orientation != .upright {
      let exif = layout.orientation.exif
      layout.pieces.append(.bytes(Array("EXIF".utf8) + Self.little32(exif.count) + exif))
      if case .bytes(var flags) = layout.pieces[flagsPlace] {
        flags[8] |= Self.exifFlag
        layout.pieces[flagsPlace] = .bytes(flags)
      }
    }
    let count = layout.pieces.reduce(4) { $0 + $1.count }
    layout.pieces.insert(.bytes(Array("RIFF".utf8) + Self.little32(count) + Array("WEBP".utf8)), at: 0)
  }

  /// Reads the size where the first chunk has it.
  private mutating func head() throws(ImageFault) {
    var head = walk
    let name = String(decoding: head.bytes[try head.take(4)], as: UTF8.self)
    _ = try head.take(4)
    switch name {
    case "VP8X":
      _ = try head.take(4)
      (layout.width, layout.height) = (try head.little24() + 1, try head.little24() + 1)
    case "VP8 ":
      _ = try head.take(3)
      guard head.has([0x9D, 0x01, 0x2A], at: head.position) else { throw .broken("its first picture is none") }
      _ = try head.take(3)
      (layout.width, layout.height) = (try head.little16() & 0x3FFF, try head.little16() & 0x3FFF)
    case "VP8L":
      guard try head.byte() == 0x2F else { throw .broken("its first picture is none") }
      let sizes = try head.little32()
      (layout.width, layout.height) = (sizes & 0x3FFF + 1, sizes >> 14 & 0x3FFF + 1)
    default: throw .broken("it does not begin with its head")
    }
    guard layout.width > 0, layout.height > 0 else { throw .broken("it has no size") }
  }

  private mutating func chunks(to end: Int) throws(ImageFault) {
    while walk.position < end {
      let start = walk.position
      let name = String(decoding: walk.bytes[try walk.take(4)], as: UTF8.self)
      let size = try walk.little32()
      let body = try walk.take(size)
      // The padding of the last chunk is missing in files of some programs.
      if size % 2 == 1, walk.left > 0 { _ = try walk.take(1) }
      guard walk.position <= end else { throw .broken("a chunk is larger than what it is in") }
      switch name {
      case "VP8X":
        guard size >= 10, flagsPlace == nil, layout.pieces.isEmpty else { throw .broken("its head is in the wrong place") }
        flagsPlace = layout.pieces.count
        var chunk = Array(walk.bytes[start..<body.upperBound])
        chunk[8] &= ~(Self.exifFlag | Self.xmpFlag)
        layout.pieces.append(.bytes(chunk + (size % 2 == 1 ? [0] : [])))
      case "EXIF": if flagsPlace != nil { layout.orientation = Orientation(exif: exif(body)) }
      case "ANMF": try frame(body)
      default: if Self.kept.contains(name) { keep(start, body) }
      }
    }
  }

  /// Some programs write it as JPEG has it.
  private func exif(_ body: Range<Int>) -> ArraySlice<UInt8> {
    walk.bytes[body].dropFirst(walk.has(Array("Exif".utf8) + [0, 0], at: body.lowerBound) ? 6 : 0)
  }

  private mutating func keep(_ start: Int, _ body: Range<Int>) {
    layout.pieces.append(.part(start..<body.upperBound))
    if body.count % 2 == 1 { layout.pieces.append(.bytes([0])) }
  }

  /// A picture of an animation: chunks of its own behind a head.
  private mutating func frame(_ body: Range<Int>) throws(ImageFault) {
    var inner = WebPWalk(walk: walk)
    inner.walk.position = body.lowerBound
    let head = try inner.walk.take(Self.frameHeadBytes)
    guard inner.walk.position <= body.upperBound else { throw .broken("a picture in it has no head") }
    try inner.pictures(to: body.upperBound)
    let count = inner.layout.pieces.reduce(head.count) { $0 + $1.count }
    layout.pieces += [.bytes(Array("ANMF".utf8) + Self.little32(count)), .part(head)] + inner.layout.pieces
  }

  private mutating func pictures(to end: Int) throws(ImageFault) {
    while walk.position < end {
      let start = walk.position
      let name = String(decoding: walk.bytes[try walk.take(4)], as: UTF8.self)
      let size = try walk.little32()
      let body = try walk.take(size)
      if size % 2 == 1, walk.position < end { _ = try walk.take(1) }
      guard walk.position <= end else { throw .broken("a chunk is larger than what it is in") }
      if ["ALPH", "VP8 ", "VP8L"].contains(name) { keep(start, body) }
    }
  }

  private static func little32(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
}
