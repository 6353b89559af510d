/// The 512 bytes before a file in a tar archive (ustar), for plain names. Equal fields are equal bytes, so that a reader can compare instead of trust.
struct TarHeader: Equatable {
  static let blockBytes = 512

  /// At most 100 bytes.
  let name: String
  let bytes: Int64
  /// Seconds since 1970.
  let time: Int64

  init(name: String, bytes: Int64, time: Int64) {
    self.name = name
    self.bytes = bytes
    self.time = time
  }

  /// nil for what `rendered` would not write.
  init?(_ block: [UInt8]) {
    let name = String(decoding: block.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
    guard let bytes = Self.number(block[124..<136]), let time = Self.number(block[136..<148]) else { return nil }
    self.init(name: name, bytes: bytes, time: time)
    guard rendered == block else { return nil }
  }

  var rendered: [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.blockBytes)
    func put(_ bytes: some Collection<UInt8>, at offset: Int) { block.replaceSubrange(offset..<offset + bytes.count, with: bytes) }
    put(name.utf8.prefix(100), at: 0)
    put("0000600".utf8, at: 100)
    put("0000000".utf8, at: 108)
    put("0000000".utf8, at: 116)
    put(Self.field(bytes), at: 124)
    put(Self.field(time), at: 136)
    put("        ".utf8, at: 148)
    put("0".utf8, at: 156)
    put("ustar\u{0}00".utf8, at: 257)
    let sum = block.reduce(0) { $0 + Int64($1) }
    put(Self.octal(sum, digits: 6) + [0, UInt8(ascii: " ")], at: 148)
    return block
  }

  /// Zeros after a file of this length up to the next block.
  static func padding(after bytes: Int64) -> Int { Int((Int64(blockBytes) - bytes % Int64(blockBytes)) % Int64(blockBytes)) }

  /// Eleven octal digits; for 8 GiB and more, binary with the first bit set, as GNU tar writes and reads it.
  private static func field(_ number: Int64) -> [UInt8] {
    guard number >= 1 << 33 else { return octal(number, digits: 11) + [0] }
    return [0x80, 0, 0, 0] + withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  private static func octal(_ number: Int64, digits: Int) -> [UInt8] {
    (0..<digits).reversed().map { UInt8(ascii: "0") + UInt8(number >> (3 * Int64($0)) & 7) }
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
    if field.first == 0x80 { return field.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) } }
    return Int64(String(decoding: field.prefix { $0 != 0 }, as: UTF8.self), radix: 8)
  }
}
