/// Pixels of four bytes: red, green and blue in sRGB, and how opaque they are, which the colours are not multiplied by.
final class Bitmap {
  let width: Int
  let height: Int
  let pixels: UnsafeMutablePointer<UInt8>

  /// Transparent black, or whatever the memory holds where the caller fills all of it.
  init(width: Int, height: Int, isFilled: Bool = false) {
    self.width = width
    self.height = height
    pixels = .allocate(capacity: width * height * 4)
    if !isFilled { pixels.initialize(repeating: 0, count: width * height * 4) }
  }

  deinit { pixels.deallocate() }

  var byteCount: Int { width * height * 4 }
  var stride: Int32 { Int32(width * 4) }

  /// As it is to be shown.
  func turned(_ orientation: Orientation) -> Bitmap {
    if orientation == .upright { return self }
    let turned = orientation.isSideways ? Bitmap(width: height, height: width, isFilled: true) : Bitmap(width: width, height: height, isFilled: true)
    for y in 0..<turned.height {
      for x in 0..<turned.width {
        let source = orientation.source(x, y, width: width, height: height)
        (turned.pixels + (y * turned.width + x) * 4).update(from: pixels + (source.y * width + source.x) * 4, count: 4)
      }
    }
    return turned
  }
}
