import Forum

/// The blocks of a GIF file (89a).
struct GIFWalk {
  private static let trailer: UInt8 = 0x3B
  private static let extensionIntroducer: UInt8 = 0x21
  private static let separator: UInt8 = 0x2C
  private static let graphicControl: UInt8 = 0xF9
  private static let plainText: UInt8 = 0x01
  private static let application: UInt8 = 0xFF
  /// How often an animation is played, and the colour profile; others are metadata.
  private static let applications = ["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]

  private var walk: ByteWalk
  private var layout = ImageLayout(.gif)
  private var pictures = 0

  static func layout(_ walk: ByteWalk) -> ImageLayout {
    var walk = GIFWalk(walk: walk)
    do throws(ImageFault) { try walk.run() } catch { walk.layout.fault = error }
    return walk.layout
  }

  private init(walk: ByteWalk) { self.walk = walk }

  private mutating func run() throws(ImageFault) {
    walk.position = 6
    let (width, height) = (try walk.little16(), try walk.little16())
    guard width > 0, height > 0 else { throw .broken("it has no size") }
    (layout.width, layout.height) = (width, height)
    let flags = try walk.byte()
    _ = try walk.take(2 + Self.colourBytes(flags))
    layout.pieces.append(.part(0..<walk.position))
    while walk.left > 0 {
      let start = walk.position
      switch try walk.byte() {
      case Self.extensionIntroducer:
        let isKept = try extensionBlock()
        if isKept { layout.pieces.append(.part(start..<walk.position)) }
      case Self.separator:
        _ = try walk.take(8)
        let flags = try walk.byte()
        _ = try walk.take(Self.colourBytes(flags) + 1)
        try subBlocks()
        pictures += 1
        layout.pieces.append(.part(start..<walk.position))
      case Self.trailer: return try close()
      default: throw .broken("a block is of no kind")
      }
    }
    try close()
  }

  private mutating func close() throws(ImageFault) {
    guard pictures > 0 else { throw .broken("there are no pixels in it") }
    layout.pieces.append(.bytes([Self.trailer]))
  }

  private mutating func extensionBlock() throws(ImageFault) -> Bool {
    let label = try walk.byte()
    let name = walk.position + 1
    let isKept =
      [Self.graphicControl, Self.plainText].contains(label)
      || label == Self.application && Self.applications.contains { walk.has($0, at: name) }
    try subBlocks()
    return isKept
  }

  private mutating func subBlocks() throws(ImageFault) {
    while true {
      let count = try walk.byte()
      if count == 0 { return }
      _ = try walk.take(Int(count))
    }
  }

  private static func colourBytes(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
}
