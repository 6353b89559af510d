import Glibc

/// A place in bytes, from which numbers and ranges are taken; what would lie behind the end is a fault.
struct ByteWalk {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var left: Int { bytes.count - position }

  func has(_ expected: String, at place: Int) -> Bool { has(Array(expected.utf8), at: place) }

  func has(_ expected: [UInt8], at place: Int) -> Bool {
    place >= 0 && place + expected.count <= bytes.count && bytes[place..<place + expected.count].elementsEqual(expected)
  }

  mutating func byte() throws(ImageFault) -> UInt8 {
    let place = try take(1).lowerBound
    return bytes[place]
  }

  mutating func big16() throws(ImageFault) -> Int { try number(2, isBig: true) }
  mutating func big32() throws(ImageFault) -> Int { try number(4, isBig: true) }
  mutating func little16() throws(ImageFault) -> Int { try number(2, isBig: false) }
  mutating func little24() throws(ImageFault) -> Int { try number(3, isBig: false) }
  mutating func little32() throws(ImageFault) -> Int { try number(4, isBig: false) }

  /// The next bytes' place.
  mutating func take(_ count: Int) throws(ImageFault) -> Range<Int> {
    guard count >= 0, count <= left else { throw .broken("it ends too early") }
    defer { position += count }
    return position..<position + count
  }

  /// Where the next byte of this value is; nil when none is.
  func place(of value: UInt8) -> Int? {
    bytes.withUnsafeBytes { all in
      guard position < all.count, let base = all.baseAddress, let found = memchr(base + position, Int32(value), all.count - position) else {
        return nil
      }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func number(_ count: Int, isBig: Bool) throws(ImageFault) -> Int {
    let place = try take(count)
    let digits = isBig ? Array(bytes[place]) : bytes[place].reversed()
    return digits.reduce(0) { $0 << 8 | Int($1) }
  }
}
