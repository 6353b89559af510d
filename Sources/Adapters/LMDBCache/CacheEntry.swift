/// How an entry lies in the file: `rank`, `indexedRank` and a checksum over both and the value, eight bytes each, then the value.
struct CacheEntry {
  static let headerBytes = 24

  /// What goes first when room is needed. With a time to live: the millisecond at which it is over. Without: the millisecond of writing, above all
  /// of the former.
  var rank: UInt64
  /// Where the eviction index has the entry: never above `rank`, so that an entry that is renewed need not move each time.
  var indexedRank: UInt64

  private static let foreverRank: UInt64 = 1 << 62

  static func rank(expiresAt milliseconds: Int64) -> UInt64 { min(UInt64(clamping: milliseconds), foreverRank - 1) }
  static func rank(writtenAt milliseconds: Int64) -> UInt64 { foreverRank | UInt64(clamping: milliseconds) }

  func isExpired(at milliseconds: Int64) -> Bool { rank <= UInt64(clamping: milliseconds) }

  /// The second word of an entry's bytes, unchecked.
  static func indexedRank(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
    bytes.count < headerBytes ? nil : bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
  }

  /// nil when the bytes are not what was written.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.headerBytes else { return nil }
    rank = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
    indexedRank = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    let checksum = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
    guard checksum == self.checksum(of: UnsafeRawBufferPointer(rebasing: bytes[Self.headerBytes...])) else { return nil }
  }

  init(rank: UInt64, indexedRank: UInt64) {
    self.rank = rank
    self.indexedRank = indexedRank
  }

  /// Fills `bytes`, which has room for the header and the value.
  func write(_ value: UnsafeRawBufferPointer, to bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: rank, toByteOffset: 0, as: UInt64.self)
    bytes.storeBytes(of: indexedRank, toByteOffset: 8, as: UInt64.self)
    bytes.storeBytes(of: checksum(of: value), toByteOffset: 16, as: UInt64.self)
    UnsafeMutableRawBufferPointer(rebasing: bytes[Self.headerBytes...]).copyMemory(from: value)
  }

  /// Eight bytes a step: fast, and any single changed bit changes it.
  private func checksum(of value: UnsafeRawBufferPointer) -> UInt64 {
    var sum: UInt64 = 0x9E37_79B9_7F4A_7C15
    func mix(_ word: UInt64) {
      sum = (sum ^ word) &* 0xD6E8_FEB8_6659_FD93
      sum ^= sum >> 32
    }
    mix(rank)
    mix(indexedRank)
    mix(UInt64(value.count))
    let whole = value.count & ~7
    for offset in stride(from: 0, to: whole, by: 8) { mix(value.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
    for offset in whole..<value.count { mix(UInt64(value[offset])) }
    return sum
  }
}
