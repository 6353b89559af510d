import CPNG
import CTurboJPEG
import CWebP
import Forum
import Foundation
import Testing

@testable import Images

/// A picture of four colours, one in each quarter (red, green, blue and yellow, line by line), as a file of each format.
struct PaintedImage {
  static let colours: [[UInt8]] = [[220, 20, 20], [20, 200, 20], [20, 20, 220], [220, 220, 20]]

  let width: Int
  let height: Int
  /// Of the right half.
  var opacity: UInt8 = 255

  var pixels: [UInt8] {
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { bytes += Self.colours[quarter(x, y)] + [x * 2 < width ? 255 : opacity] }
    }
    return bytes
  }

  private func quarter(_ x: Int, _ y: Int) -> Int { (y * 2 / height) * 2 + x * 2 / width }

  func file(_ format: ImageFormat) throws -> [UInt8] {
    switch format {
    case .png: try png()
    case .jpeg: try jpeg()
    case .webp: webp()
    case .gif: gif()
    }
  }

  func png() throws -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    (image.width, image.height, image.format) = (UInt32(width), UInt32(height), 3)
    var count = 0
    try #require(png_image_write_to_memory(&image, nil, &count, 0, pixels, 0, nil) != 0)
    var bytes = [UInt8](repeating: 0, count: count)
    try #require(png_image_write_to_memory(&image, &bytes, &count, 0, pixels, 0, nil) != 0)
    return bytes
  }

  func jpeg(isProgressive: Bool = false) throws -> [UInt8] {
    let handle = try #require(tjInitCompress())
    defer { tjDestroy(handle) }
    var (output, count): (UnsafeMutablePointer<UInt8>?, UInt) = (nil, 0)
    defer { tjFree(output) }
    let code = tjCompress2(
      handle, pixels, Int32(width), 0, Int32(height), TJPF_RGBA.rawValue, &output, &count, Int32(TJSAMP_444.rawValue), 95,
      isProgressive ? TJFLAG_PROGRESSIVE : 0)
    try #require(code == 0)
    return Array(UnsafeBufferPointer(start: output, count: Int(count)))
  }

  func webp() -> [UInt8] {
    var output: UnsafeMutablePointer<UInt8>?
    let count = WebPEncodeLosslessRGBA(pixels, Int32(width), Int32(height), Int32(width * 4), &output)
    defer { WebPFree(output) }
    return Array(UnsafeBufferPointer(start: output, count: count))
  }

  /// Without compression: the table is emptied before it grows to longer codes.
  func gif() -> [UInt8] {
    func little(_ number: Int) -> [UInt8] { [UInt8(number & 255), UInt8(number >> 8)] }
    var bytes = Array("GIF89a".utf8) + little(width) + little(height) + [0x81, 0, 0] + Self.colours.flatMap { $0 }
    bytes += [0x2C, 0, 0, 0, 0] + little(width) + little(height) + [0, 2]
    let (clear, end) = (4, 5)
    var codes: [Int] = []
    for (index, place) in (0..<width * height).enumerated() {
      if index.isMultiple(of: 2) { codes.append(clear) }
      codes.append(quarter(place % width, place / width))
    }
    codes.append(end)
    var (data, bits, count): ([UInt8], Int, Int) = ([], 0, 0)
    for code in codes {
      bits |= code << count
      count += 3
      while count >= 8 {
        data.append(UInt8(bits & 255))
        (bits, count) = (bits >> 8, count - 8)
      }
    }
    if count > 0 { data.append(UInt8(bits & 255)) }
    for start in stride(from: 0, to: data.count, by: 255) {
      let block = data[start..<min(start + 255, data.count)]
      bytes += [UInt8(block.count)] + block
    }
    return bytes + [0, 0x3B]
  }
}

/// What is written into files to be found, or not found, again.
enum HiddenWords {
  static let words = Array("WHERE AND WHEN".utf8)

  /// EXIF with an orientation, and the words in a text.
  static func exif(_ orientation: Int) -> [UInt8] {
    let text = UInt8(words.count)
    return Array("II".utf8) + [42, 0, 8, 0, 0, 0, 2, 0] + [0x0E, 0x01, 2, 0, text, 0, 0, 0, 38, 0, 0, 0]
      + [0x12, 0x01, 3, 0, 1, 0, 0, 0, UInt8(orientation), 0, 0, 0] + [0, 0, 0, 0] + words
  }

  static func isIn(_ bytes: [UInt8]) -> Bool { Data(bytes).range(of: Data(words)) != nil }

  /// The file with all kinds of metadata that its format knows.
  static func added(to bytes: [UInt8], _ format: ImageFormat, orientation: Int = 1) -> [UInt8] {
    switch format {
    case .jpeg:
      let kinds: [(UInt8, [UInt8])] = [
        (0xE1, Array("Exif".utf8) + [0, 0] + exif(orientation)), (0xE1, Array("http://ns.adobe.com/xap/1.0/".utf8) + [0] + words),
        (0xED, Array("Photoshop 3.0".utf8) + [0] + words), (0xFE, words), (0xE2, Array("MPF".utf8) + [0] + words), (0xE5, words),
      ]
      return Array(bytes[..<2]) + kinds.flatMap { segment($0.0, $0.1) } + Array(bytes[2...]) + words
    case .png:
      let kinds = [
        ("eXIf", exif(orientation)), ("tEXt", Array("Comment".utf8) + [0] + words),
        ("iTXt", Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0] + words),
        ("tIME", [7, 0xE9] + [1, 2, 3, 4, 5]), ("prVt", words),
      ]
      return Array(bytes[..<33]) + kinds.flatMap { PNGWalk.chunk($0.0, $0.1) } + Array(bytes[33...]) + words
    case .webp:
      // A lossless file in the extended form: flags for EXIF, XMP and alpha.
      let inner = Array(bytes[12...])
      let size = inner[9...12].reversed().reduce(0) { $0 << 8 | Int($1) }
      let (width, height) = (size & 0x3FFF, size >> 14 & 0x3FFF)
      let flags: [UInt8] = [0x1C, 0, 0, 0] + [width, height].flatMap { [UInt8($0 & 255), UInt8($0 >> 8), 0] }
      let all = part("VP8X", flags) + inner + part("EXIF", exif(orientation)) + part("XMP ", words) + part("ABCD", words)
      return Array("RIFF".utf8) + little(all.count + 4) + Array("WEBP".utf8) + all + words
    case .gif:
      let text = [UInt8(words.count)] + words + [0]
      let comment = [0x21, 0xFE] + text
      let xmp: [UInt8] = [0x21, 0xFF, 11] + Array("XMP DataXMP".utf8) + text
      let loop: [UInt8] = [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
      return Array(bytes[..<25]) + comment + xmp + loop + Array(bytes[25...]) + words
    }
  }

  static func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
    [0xFF, marker, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 255)] + body
  }

  private static func part(_ name: String, _ body: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(body.count) + body + (body.count % 2 == 1 ? [0] : [])
  }
  private static func little(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(number >> (8 * $0) & 255) } }
}
