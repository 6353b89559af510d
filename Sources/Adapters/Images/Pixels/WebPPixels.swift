import CWebP

/// Pixels of WebP files, by libwebp; of animations the first picture.
enum WebPPixels {
  static func decode(_ image: [UInt8], _ layout: ImageLayout) throws(ImageFault) -> Bitmap {
    var bitmap: Bitmap?
    image.withUnsafeBufferPointer { bytes in
      var data = WebPData(bytes: bytes.baseAddress, size: bytes.count)
      guard let file = WebPDemuxInternal(&data, 0, nil, WEBP_DEMUX_ABI_VERSION) else { return }
      defer { WebPDemuxDelete(file) }
      guard WebPDemuxGetI(file, WEBP_FF_CANVAS_WIDTH) == layout.width, WebPDemuxGetI(file, WEBP_FF_CANVAS_HEIGHT) == layout.height else { return }
      var picture = WebPIterator()
      guard WebPDemuxGetFrame(file, 1, &picture) != 0 else { return }
      defer { WebPDemuxReleaseIterator(&picture) }
      bitmap = decode(picture, layout)
    }
    guard let bitmap else { throw .broken("its first picture can't be decoded") }
    return bitmap
  }

  /// On its place of the canvas; nil when it does not fit there, or is damaged.
  private static func decode(_ picture: WebPIterator, _ layout: ImageLayout) -> Bitmap? {
    let (x, y, width, height) = (Int(picture.x_offset), Int(picture.y_offset), Int(picture.width), Int(picture.height))
    guard x >= 0, y >= 0, width > 0, height > 0, x + width <= layout.width, y + height <= layout.height else { return nil }
    let bitmap = Bitmap(width: layout.width, height: layout.height)
    let place = (y * bitmap.width + x) * 4
    let result = WebPDecodeRGBAInto(
      picture.fragment.bytes, picture.fragment.size, bitmap.pixels + place, bitmap.byteCount - place, bitmap.stride)
    return result == nil ? nil : bitmap
  }
}
