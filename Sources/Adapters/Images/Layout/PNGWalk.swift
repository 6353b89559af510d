import Forum

/// The chunks of a PNG file (W3C's third edition, with animations).
struct PNGWalk {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let kept: Set = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL",
    "fcTL", "fdAT",
  ]

  private var walk: ByteWalk
  private var layout = ImageLayout(.png)

  static func layout(_ walk: ByteWalk) -> ImageLayout {
    var walk = PNGWalk(walk: walk)
    do throws(ImageFault) { try walk.run() } catch { walk.layout.fault = error }
    return walk.layout
  }

  private init(walk: ByteWalk) { self.walk = walk }

  private mutating func run() throws(ImageFault) {
    layout.pieces.append(.part(try walk.take(Self.signature.count)))
    while true {
      let start = walk.position
      let length = try walk.big32()
      let name = String(decoding: walk.bytes[try walk.take(4)], as: UTF8.self)
      if layout.width == 0 { try head(name, length) }
      let body = try walk.take(length)
      _ = try walk.take(4)
      if name == "eXIf" { layout.orientation = Orientation(exif: walk.bytes[body]) }
      if Self.kept.contains(name) { layout.pieces.append(.part(start..<walk.position)) }
      if name == "IEND" { break }
    }
    // Behind the head, which is the second piece.
    if layout.orientation != .upright { layout.pieces.insert(.bytes(Self.chunk("eXIf", layout.orientation.exif)), at: 2) }
  }

  private mutating func head(_ name: String, _ length: Int) throws(ImageFault) {
    guard name == "IHDR", length == 13 else { throw .broken("it does not begin with its head") }
    var head = walk
    let (width, height) = (try head.big32(), try head.big32())
    guard (1..<1 << 31).contains(width), (1..<1 << 31).contains(height) else { throw .broken("it has no size") }
    (layout.width, layout.height) = (width, height)
  }

  /// With its checksum.
  static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(name.utf8) + body
    return big32(UInt32(body.count)) + content + big32(checksum(content))
  }

  private static func big32(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }

  /// CRC-32, of few bytes.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
  }
}
