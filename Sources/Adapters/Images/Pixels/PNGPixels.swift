import CPNG

/// Pixels of PNG files, by libpng, which brings every kind to sRGB: palettes, greys, 16 bits, other gammas.
enum PNGPixels {
  static func decode(_ image: [UInt8], _ layout: ImageLayout) throws(ImageFault) -> Bitmap {
    var reading = png_image()
    reading.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&reading) }
    guard png_image_begin_read_from_memory(&reading, image, image.count) != 0 else { throw reason(reading) }
    guard reading.width == layout.width, reading.height == layout.height else { throw .broken("it has two sizes") }
    reading.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    let bitmap = Bitmap(width: layout.width, height: layout.height)
    guard png_image_finish_read(&reading, nil, bitmap.pixels, 0, nil) != 0 else { throw reason(reading) }
    return bitmap
  }

  private static func reason(_ reading: png_image) -> ImageFault {
    var message = reading.message
    return .broken(
      withUnsafeBytes(of: &message) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) })
  }
}
