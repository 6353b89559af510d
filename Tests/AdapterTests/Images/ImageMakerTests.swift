import Forum
import ForumKernel
import Foundation
import Support
import Testing

@testable import Images

@Suite("Images") struct ImageMakerTests {
  private func with(_ bytes: [UInt8], _ body: (String, String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(filePath: folder + "/image"))
      try await body(folder + "/image", folder + "/made")
    }
  }

  private func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

  /// The pixels in the middle of each quarter, line by line.
  private func quarters(_ webp: [UInt8]) throws -> [[UInt8]] {
    let bitmap = try WebPPixels.decode(webp, try #require(ImageLayout.of(webp)))
    return [(1, 1), (3, 1), (1, 3), (3, 3)].map { x, y in
      let pixel = bitmap.pixels + ((bitmap.height * y / 4) * bitmap.width + bitmap.width * x / 4) * 4
      return (0..<4).map { pixel[$0] }
    }
  }

  private func isNear(_ one: [UInt8], _ other: [UInt8]) -> Bool { zip(one, other).allSatisfy { abs(Int($0) - Int($1)) < 30 } }

  @Test("each format is known by its bytes, and made small", arguments: ImageFormat.allCases)
  func thumbnails(format: ImageFormat) async throws {
    try await with(try PaintedImage(width: 120, height: 80).file(format)) { image, made in
      let images = NativeImageMaker()
      #expect(try await images.facts(of: image) == ImageFacts(format, width: 120, height: 80))
      let facts = try await images.makeThumbnail(of: image, as: made, side: 30)
      #expect(facts == ImageFacts(.webp, width: 30, height: 20))
      #expect(try await images.facts(of: made) == facts)
      for (colour, expected) in zip(try quarters(read(made)), PaintedImage.colours) { #expect(isNear(colour, expected), "\(colour) \(expected)") }
      // Never larger than it was.
      #expect(try await images.makeThumbnail(of: image, as: made, side: 480) == ImageFacts(.webp, width: 120, height: 80))
    }
  }

  @Test("transparency stays", arguments: [ImageFormat.png, .webp])
  func transparency(format: ImageFormat) async throws {
    try await with(try PaintedImage(width: 64, height: 64, opacity: 0).file(format)) { image, made in
      _ = try await NativeImageMaker().makeThumbnail(of: image, as: made, side: 16)
      #expect(try quarters(read(made)).map { $0[3] } == [255, 0, 255, 0])
    }
  }

  @Test("an image is shown the way up that it says, and so is its thumbnail", arguments: [ImageFormat.jpeg, .png, .webp], Orientation.allCases)
  func orientation(format: ImageFormat, orientation: Orientation) async throws {
    let plain = PaintedImage(width: 48, height: 32)
    try await with(HiddenWords.added(to: try plain.file(format), format, orientation: orientation.rawValue)) { image, made in
      let images = NativeImageMaker()
      let expected = orientation.isSideways ? ImageFacts(format, width: 32, height: 48) : ImageFacts(format, width: 48, height: 32)
      #expect(try await images.facts(of: image) == expected)
      _ = try await images.makeThumbnail(of: image, as: made, side: 24)
      // By the words of EXIF: where the first row and the first column of what is stored are to be seen.
      let places = [[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 3, 0, 1], [0, 2, 1, 3], [2, 0, 3, 1], [3, 1, 2, 0], [1, 3, 0, 2]]
      for (colour, quarter) in zip(try quarters(read(made)), places[orientation.rawValue - 1]) {
        #expect(isNear(colour, PaintedImage.colours[quarter]), "\(colour) \(quarter)")
      }
      let copy = made + ".copy"
      try await images.strip(image, as: copy)
      #expect(try await images.facts(of: copy) == expected)
    }
  }

  @Test("what tells where, when and by what it was taken is gone, and the pixels are the same", arguments: ImageFormat.allCases)
  func metadata(format: ImageFormat) async throws {
    let plain = try PaintedImage(width: 40, height: 40).file(format)
    let told = HiddenWords.added(to: plain, format)
    #expect(HiddenWords.isIn(told))
    try await with(told) { image, made in
      let images = NativeImageMaker()
      #expect(try await images.facts(of: image) == ImageFacts(format, width: 40, height: 40))
      try await images.strip(image, as: made)
      let stripped = try read(made)
      #expect(!HiddenWords.isIn(stripped))
      // Of WebP the extended head remains, of GIF the loop.
      if format == .jpeg || format == .png { #expect(stripped == plain) }
      if format == .gif { #expect(Data(stripped).range(of: Data("NETSCAPE2.0".utf8)) != nil) }
      #expect(ImageLayout.of(stripped)?.fault == nil)
      // Once more changes nothing.
      try Data(stripped).write(to: URL(filePath: image))
      try await images.strip(image, as: made)
      #expect(try read(made) == stripped)
      _ = try await images.makeThumbnail(of: made, as: image, side: 40)
      for (colour, expected) in zip(try quarters(read(image)), PaintedImage.colours) { #expect(isNear(colour, expected)) }
    }
  }

  @Test(
    "what is no image is none", arguments: ["", "GIF", "%PDF-1.7", "<svg xmlns='http://www.w3.org/2000/svg'/>", "RIFF....WAVEfmt ", "\u{FF}\u{D8}"])
  func strangers(text: String) async throws {
    try await with(Array(text.utf8)) { image, made in
      let facts = try await NativeImageMaker().facts(of: image)
      #expect(facts == nil)
      let error = await #expect(throws: AppError.self) { try await NativeImageMaker().strip(image, as: made) }
      #expect(error?.slug == "image_unreadable" && !FileManager.default.fileExists(atPath: made))
    }
  }

  @Test("too many pixels are refused by the head alone, whatever the file says of its size")
  func bombs() async throws {
    let head: [UInt8] = [0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50, 8, 6, 0, 0, 0]
    let png = PNGWalk.signature + PNGWalk.chunk("IHDR", head) + PNGWalk.chunk("IEND", [])
    let gif = Array("GIF89a".utf8) + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x2C]
    for bytes in [png, gif] {
      try await with(bytes) { image, made in
        let began = ContinuousClock.now
        let error = await #expect(throws: AppError.self) { _ = try await NativeImageMaker().makeThumbnail(of: image, as: made, side: 480) }
        #expect(error?.slug == "image_too_large" && error?.message.contains("megapixels") == true, "\(String(describing: error))")
        #expect(ContinuousClock.now - began < .seconds(1))
      }
    }
  }

  @Test("a JPEG in steps without end is refused, an honest one is not") func scans() async throws {
    let honest = try PaintedImage(width: 64, height: 64).jpeg(isProgressive: true)
    let scan = try #require(Data(honest).range(of: Data([0xFF, 0xDA]), options: .backwards)).lowerBound
    var limits = ImageLimits()
    limits.scannedPixelsMax = 64 * 64 * 20
    let images = NativeImageMaker(limits: limits)
    try await with(honest) { image, made in _ = try await images.makeThumbnail(of: image, as: made, side: 16) }
    let last = Array(honest[scan..<honest.count - 2])
    let endless = Array(honest[..<scan]) + (0..<30).flatMap { _ in last } + [0xFF, 0xD9]
    try await with(endless) { image, made in
      let error = await #expect(throws: AppError.self) { _ = try await images.makeThumbnail(of: image, as: made, side: 16) }
      #expect(error?.slug == "image_too_large")
    }
  }

  @Test("files that are too large, not there, or can't be written are told") func files() async throws {
    var limits = ImageLimits()
    limits.fileBytesMax = 100
    let bytes = try PaintedImage(width: 60, height: 60).jpeg()
    try await with(bytes) { image, made in
      let small = NativeImageMaker(limits: limits)
      let large = await #expect(throws: AppError.self) { _ = try await small.facts(of: image) }
      #expect(large?.slug == "image_too_large")
      let images = NativeImageMaker()
      let gone = await #expect(throws: AppError.self) { _ = try await images.facts(of: image + ".gone") }
      #expect(gone?.slug == "blobs_unavailable")
      let nowhere = await #expect(throws: AppError.self) { try await images.strip(image, as: made + "/no/folder") }
      #expect(nowhere?.slug == "blobs_unavailable" && nowhere?.retryAfterSeconds == 30)
    }
  }

  @Test("many at once wait, and more than that are turned away") func crowd() async throws {
    try await with(try PaintedImage(width: 1200, height: 1200).png()) { image, made in
      let images = NativeImageMaker()
      let outcomes = await withTaskGroup(of: String.self) { group in
        for number in 0..<40 {
          group.addTask {
            do throws(AppError) {
              _ = try await images.makeThumbnail(of: image, as: "\(made)-\(number)", side: 8)
              return "made"
            } catch {
              return error.code == .unavailable && error.retryAfterSeconds == 2 ? error.slug : "wrong"
            }
          }
        }
        return await group.reduce(into: [String]()) { $0.append($1) }
      }
      #expect(outcomes.count { $0 == "made" } >= 18 && outcomes.count { $0 == "images_busy" } > 0 && !outcomes.contains("wrong"), "\(outcomes)")
    }
  }
}
