/// CRC-32 (IEEE 802.3), eight bytes at a time.
enum Checksum {
  private static let tables: [[UInt32]] = {
    var tables = [[UInt32]](repeating: [UInt32](repeating: 0, count: 256), count: 8)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
      tables[0][byte] = value
    }
    for byte in 0..<256 {
      for slice in 1..<8 { tables[slice][byte] = tables[slice - 1][byte] >> 8 ^ tables[0][Int(tables[slice - 1][byte] & 0xff)] }
    }
    return tables
  }()

  static func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let flat = tables.flatMap(\.self)
    return flat.withUnsafeBufferPointer { table in
      var crc = UInt32.max
      var index = 0
      while index + 8 <= bytes.count {
        let low = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)) ^ crc
        let high = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self))
        crc = table[1792 + Int(low & 0xff)] ^ table[1536 + Int(low >> 8 & 0xff)] ^ table[1280 + Int(low >> 16 & 0xff)] ^ table[1024 + Int(low >> 24)]
        crc ^= table[768 + Int(high & 0xff)] ^ table[512 + Int(high >> 8 & 0xff)] ^ table[256 + Int(high >> 16 & 0xff)] ^ table[Int(high >> 24)]
        index += 8
      }
      while index < bytes.count {
        crc = crc >> 8 ^ table[Int((crc ^ UInt32(bytes[index])) & 0xff)]
        index += 1
      }
      return ~crc
    }
  }
}
