/// Says whether a file is text, piece by piece: UTF-8 without U+0000.
struct TextCheck {
  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  private var utf8 = UTF8Check()
  private var isBroken = false

  /// Of what came until now, if it ends here.
  var isText: Bool { !isBroken && utf8.isComplete }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    guard !isBroken else { return }
    bytes.withUnsafeBytes { bytes in
      var place = 0
      while place < bytes.count {
        if utf8.isComplete { place = Self.plainEnd(bytes, from: place) }
        guard place < bytes.count else { return }
        guard bytes[place] != 0, utf8.take(CollectionOfOne(bytes[place])) else {
          isBroken = true
          return
        }
        place += 1
      }
    }
  }

  /// Passes eight ASCII characters at a time.
  private static func plainEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var place = start
    while place + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // A zero byte borrows, and so has its high bit set.
      guard (word | (word &- ones)) & highBits == 0 else { break }
      place += 8
    }
    return place
  }
}
