import Forum
import ForumKernel
import Foundation
import Support
import Testing

@testable import Images

@Suite("Damaged images") struct DamagedImageTests {
  private static let limits = ImageLimits()

  /// Everything that is done with images; what is thrown must be said of the image.
  private func use(_ bytes: [UInt8]) throws {
    guard let layout = ImageLayout.of(bytes) else { return }
    let isWithin = layout.pieces.allSatisfy { if case .part(let range) = $0 { range.upperBound <= bytes.count } else { true } }
    #expect(isWithin)
    let made = Result { () throws(ImageFault) in try Thumbnail(of: bytes, side: 16, Self.limits) }
    switch made {
    case .success(let made): #expect(max(made.facts.width, made.facts.height) <= 16)
    case .failure(.file(let what)): Issue.record("\(what)")
    case .failure: break
    }
  }

  private func images() throws -> [[UInt8]] {
    let painted = PaintedImage(width: 20, height: 12, opacity: 100)
    var all = try ImageFormat.allCases.flatMap { format in
      let plain = try painted.file(format)
      return [plain, HiddenWords.added(to: plain, format, orientation: 6)]
    }
    all.append(try painted.jpeg(isProgressive: true))
    return all
  }

  @Test("one that is cut anywhere is read or refused, and what strips it never adds a byte of its own but the end") func cuts() throws {
    for image in try images() {
      for length in 0..<image.count { try use(Array(image[..<length])) }
    }
  }

  @Test("one with wrong bytes is read or refused", arguments: 0..<8) func mutations(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let images = try images()
    for _ in 0..<250 {
      var bytes = images.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 2: bytes.insert(contentsOf: (0..<4).map { _ in [0, 0xFF].randomElement(using: &random) ?? 0 }, at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 3))
        }
        if bytes.isEmpty { break }
      }
      try use(bytes)
    }
  }

  @Test("what is stripped of a damaged file is as whole as it claims") func stripped() throws {
    for image in try images() {
      for length in stride(from: 1, to: image.count, by: 3) {
        let bytes = Array(image[..<length])
        guard let layout = ImageLayout.of(bytes), layout.fault == nil else { continue }
        let copy = layout.pieces.flatMap { piece -> [UInt8] in
          switch piece {
          case .part(let range): Array(bytes[range])
          case .bytes(let own): own
          }
        }
        let again = try #require(ImageLayout.of(copy))
        #expect(again.fault == nil && again.facts == layout.facts)
      }
    }
  }

  @Test("the mean of areas is that of light, and the colour of nothing counts for nothing") func scaling() throws {
    let board = Bitmap(width: 4, height: 2)
    for (index, value) in [0, 255, 0, 255, 255, 0, 255, 0].enumerated() {
      for colour in 0..<3 { board.pixels[index * 4 + colour] = UInt8(value) }
      board.pixels[index * 4 + 3] = 255
    }
    let grey = AreaScaler.scale(board, width: 2, height: 1)
    let greys = (0..<8).map { grey.pixels[$0] }
    #expect(greys == [188, 188, 188, 255, 188, 188, 188, 255])
    let half = Bitmap(width: 2, height: 1)
    for (index, value) in [200, 100, 50, 255, 0, 255, 0, 0].enumerated() { half.pixels[index] = UInt8(value) }
    let mixed = AreaScaler.scale(half, width: 1, height: 1)
    let mean = (0..<4).map { mixed.pixels[$0] }
    #expect(mean == [200, 100, 50, 128])
  }

  @Test("areas that cut through pixels take their parts", arguments: [(3, 2), (7, 3), (10, 9), (5, 1), (1000, 7)])
  func parts(size: Int, target: Int) throws {
    let plain = Bitmap(width: size, height: size)
    for index in 0..<size * size * 4 { plain.pixels[index] = index % 4 == 3 ? 255 : 77 }
    let scaled = AreaScaler.scale(plain, width: target, height: target)
    let isPlain = (0..<target * target).allSatisfy { scaled.pixels[$0 * 4] == 77 && scaled.pixels[$0 * 4 + 3] == 255 }
    #expect(isPlain)
  }

  @Test("thumbnails keep the shape, and at least a pixel of it")
  func fit() throws {
    func side(_ width: Int, _ height: Int) -> [Int] {
      let fitted = Thumbnail.fit(width, height, into: 480)
      return [fitted.width, fitted.height]
    }
    #expect(side(4000, 3000) == [480, 360])
    #expect(side(3000, 4000) == [360, 480])
    #expect(side(10_000, 1) == [480, 1])
    #expect(side(480, 480) == [480, 480])
    #expect(side(1, 1) == [1, 1])
  }
}
