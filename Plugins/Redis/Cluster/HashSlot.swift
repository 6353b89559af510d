/// Which of a cluster's slots a key is in.
enum HashSlot {
  static let count = 16_384

  private static let table: [UInt16] = (0..<256).map { index in
    (0..<8).reduce(UInt16(index) << 8) { sum, _ in sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
  }

  /// By the bytes between the first `{` and the `}` after it if there are any, else by the whole key.
  static func of(_ key: [UInt8]) -> Int {
    if let open = key.firstIndex(of: UInt8(ascii: "{")) {
      let tail = key[(open + 1)...]
      if let close = tail.firstIndex(of: UInt8(ascii: "}")), close > open + 1 { return Int(crc16(key[(open + 1)..<close])) % count }
    }
    return Int(crc16(key[...])) % count
  }

  /// CRC-16/XMODEM.
  static func crc16(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    bytes.reduce(0) { sum, byte in sum << 8 ^ table[Int(sum >> 8 ^ UInt16(byte))] }
  }
}
