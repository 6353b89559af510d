import CTurboJPEG

/// Pixels of JPEG files, by libjpeg-turbo.
enum JPEGPixels {
  /// The DCT gives these sizes for less work than the whole one.
  private static let divisors = [8, 4, 2]
  /// So much larger than what is wanted, that the mean of areas decides how it looks.
  private static let reserve = 2

  /// At least as large as asked for, or as it is.
  static func decode(_ image: [UInt8], _ layout: ImageLayout, width: Int, height: Int) throws(ImageFault) -> Bitmap {
    guard let handle = tjInitDecompress() else { throw .broken("there is no memory to decode it") }
    defer { tjDestroy(handle) }
    var (realWidth, realHeight, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    guard tjDecompressHeader3(handle, image, UInt(image.count), &realWidth, &realHeight, &sampling, &colours) == 0 else { throw reason(handle) }
    guard realWidth == layout.width, realHeight == layout.height else { throw .broken("it has two sizes") }
    let divisor = divisors.first { layout.width / $0 >= width * reserve && layout.height / $0 >= height * reserve } ?? 1
    let bitmap = Bitmap(width: (layout.width + divisor - 1) / divisor, height: (layout.height + divisor - 1) / divisor)
    let isPrint = colours == Int32(TJCS_CMYK.rawValue) || colours == Int32(TJCS_YCCK.rawValue)
    let format = isPrint ? TJPF_CMYK : TJPF_RGBA
    let code = tjDecompress2(
      handle, image, UInt(image.count), bitmap.pixels, Int32(bitmap.width), 0, Int32(bitmap.height), format.rawValue, TJFLAG_LIMITSCANS)
    // Of one that was cut, browsers show what is there, too.
    guard code == 0 || tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue) else { throw reason(handle) }
    if isPrint { mix(bitmap, isInverted: hasAdobe(layout, image)) }
    return bitmap
  }

  /// Adobe's programs write inks upside down, and say by their segment who they are.
  private static func hasAdobe(_ layout: ImageLayout, _ image: [UInt8]) -> Bool {
    layout.pieces.contains { piece in
      guard case .part(let range) = piece, range.count > 2 else { return false }
      return image[range.lowerBound + 1] == 0xEE
    }
  }

  /// Inks become light, without a profile: that of the press is not here.
  private static func mix(_ bitmap: Bitmap, isInverted: Bool) {
    var pixel = bitmap.pixels
    for _ in 0..<bitmap.width * bitmap.height {
      let black = Int(isInverted ? pixel[3] : 255 - pixel[3])
      for ink in 0..<3 { pixel[ink] = UInt8(Int(isInverted ? pixel[ink] : 255 - pixel[ink]) * black / 255) }
      pixel[3] = 255
      pixel += 4
    }
  }

  private static func reason(_ handle: tjhandle) -> ImageFault { .broken(tjGetErrorStr2(handle).map { String(cString: $0) } ?? "unknown") }
}
