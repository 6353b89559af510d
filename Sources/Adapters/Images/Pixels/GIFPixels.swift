import CGIF

/// Pixels of GIF files, by giflib: the first picture of an animation, on its canvas.
enum GIFPixels {
  /// What giflib reads from.
  private final class Source {
    let bytes: [UInt8]
    var position = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }
  }

  private static let interlacing: [(first: Int, step: Int)] = [(0, 8), (4, 8), (2, 4), (1, 2)]

  static func decode(_ image: [UInt8], _ layout: ImageLayout, _ limits: ImageLimits) throws(ImageFault) -> Bitmap {
    let source = Source(image)
    return try withExtendedLifetime(source) { () throws(ImageFault) in
      var code: Int32 = 0
      guard let file = DGifOpen(Unmanaged.passUnretained(source).toOpaque(), read, &code) else { throw reason(code) }
      defer { DGifCloseFile(file, nil) }
      guard Int(file.pointee.SWidth) == layout.width, Int(file.pointee.SHeight) == layout.height else { throw .broken("it has two sizes") }
      return try first(file, layout, limits)
    }
  }

  private static let read: InputFunc = { file, target, count in
    guard let context = file?.pointee.UserData, let target, count > 0 else { return 0 }
    let source = Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
    let taken = min(Int(count), source.bytes.count - source.position)
    source.bytes.withUnsafeBufferPointer { bytes in
      if let base = bytes.baseAddress { target.update(from: base + source.position, count: taken) }
    }
    source.position += taken
    return Int32(taken)
  }

  private static func first(
    _ file: UnsafeMutablePointer<GifFileType>, _ layout: ImageLayout, _ limits: ImageLimits
  ) throws(ImageFault) -> Bitmap {
    var transparent: Int?
    while true {
      var kind = UNDEFINED_RECORD_TYPE
      guard DGifGetRecordType(file, &kind) == GIF_OK else { throw reason(file.pointee.Error) }
      switch kind {
      case IMAGE_DESC_RECORD_TYPE: return try picture(file, layout, limits, transparent)
      case EXTENSION_RECORD_TYPE: transparent = try extensionBlock(file) ?? transparent
      default: throw .broken("there are no pixels in it")
      }
    }
  }

  /// Which colour is none, where the block says so.
  private static func extensionBlock(_ file: UnsafeMutablePointer<GifFileType>) throws(ImageFault) -> Int? {
    var (code, block): (Int32, UnsafeMutablePointer<GifByteType>?) = (0, nil)
    guard DGifGetExtension(file, &code, &block) == GIF_OK else { throw reason(file.pointee.Error) }
    var transparent: Int?
    // The first byte is how many follow.
    if code == GRAPHICS_EXT_FUNC_CODE, let block, block[0] >= 4, block[1] & 1 == 1 { transparent = Int(block[4]) }
    while block != nil {
      guard DGifGetExtensionNext(file, &block) == GIF_OK else { throw reason(file.pointee.Error) }
    }
    return transparent
  }

  private static func picture(
    _ file: UnsafeMutablePointer<GifFileType>, _ layout: ImageLayout, _ limits: ImageLimits, _ transparent: Int?
  ) throws(ImageFault) -> Bitmap {
    guard DGifGetImageDesc(file) == GIF_OK else { throw reason(file.pointee.Error) }
    let image = file.pointee.Image
    let (left, top, width, height) = (Int(image.Left), Int(image.Top), Int(image.Width), Int(image.Height))
    guard width > 0, height > 0, width * height <= limits.pixelsMax else { throw .broken("its first picture has no size that can be") }
    guard let colours = image.ColorMap ?? file.pointee.SColorMap, let table = colours.pointee.Colors else { throw .broken("it has no colours") }
    let count = Int(colours.pointee.ColorCount)
    let bitmap = Bitmap(width: layout.width, height: layout.height)
    var line = [GifPixelType](repeating: 0, count: width)
    let passes = image.Interlace ? interlacing : [(first: 0, step: 1)]
    for y in passes.flatMap({ Array(stride(from: $0.first, to: height, by: $0.step)) }) {
      guard DGifGetLine(file, &line, Int32(width)) == GIF_OK else { throw reason(file.pointee.Error) }
      guard top >= 0, left >= 0, top + y < bitmap.height else { continue }
      for x in 0..<max(0, min(width, bitmap.width - left)) where Int(line[x]) != transparent && Int(line[x]) < count {
        let (pixel, colour) = (bitmap.pixels + ((top + y) * bitmap.width + left + x) * 4, table[Int(line[x])])
        (pixel[0], pixel[1], pixel[2], pixel[3]) = (colour.Red, colour.Green, colour.Blue, 255)
      }
    }
    return bitmap
  }

  private static func reason(_ code: Int32) -> ImageFault { .broken(GifErrorString(code).map { String(cString: $0) } ?? "it is damaged") }
}
