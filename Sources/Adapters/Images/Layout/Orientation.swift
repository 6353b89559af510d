/// Which way up an image is to be shown, as EXIF numbers it: the pixels are stored as the camera was held.
enum Orientation: Int, CaseIterable {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, turnedLeft, transversed, turnedRight

  /// Whether width and height change places.
  var isSideways: Bool { rawValue >= 5 }

  /// Where the pixel at a place of the shown image is in the stored one of this size.
  func source(_ x: Int, _ y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
    switch self {
    case .upright: (x, y)
    case .mirrored: (width - 1 - x, y)
    case .upsideDown: (width - 1 - x, height - 1 - y)
    case .flipped: (x, height - 1 - y)
    case .transposed: (y, x)
    case .turnedLeft: (y, height - 1 - x)
    case .transversed: (width - 1 - y, height - 1 - x)
    case .turnedRight: (width - 1 - y, x)
    }
  }

  /// Of EXIF's structure, which is that of TIFF; upright where it says nothing that is known.
  init(exif bytes: ArraySlice<UInt8>) {
    self = (try? Self.read(Array(bytes))) ?? .upright
  }

  private static let tag = 0x0112
  private static let short = 3

  private static func read(_ bytes: [UInt8]) throws(ImageFault) -> Orientation? {
    var walk = ByteWalk(bytes)
    let isBig = walk.has("MM", at: 0)
    guard isBig || walk.has("II", at: 0) else { return nil }
    func number16(_ walk: inout ByteWalk) throws(ImageFault) -> Int { isBig ? try walk.big16() : try walk.little16() }
    func number32(_ walk: inout ByteWalk) throws(ImageFault) -> Int { isBig ? try walk.big32() : try walk.little32() }
    walk.position = 2
    guard try number16(&walk) == 42 else { return nil }
    let directory = try number32(&walk)
    guard directory <= bytes.count else { return nil }
    walk.position = directory
    for _ in 0..<(try number16(&walk)) {
      let (name, kind, count) = (try number16(&walk), try number16(&walk), try number32(&walk))
      let value = try number16(&walk)
      _ = try walk.take(2)
      if name == tag { return kind == short && count == 1 ? Orientation(rawValue: value) : nil }
    }
    return nil
  }

  /// EXIF that says this and nothing else.
  var exif: [UInt8] {
    Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(rawValue), 0, 0, 0, 0, 0, 0]
  }
}
