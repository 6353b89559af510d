/// Says whether bytes are UTF-8 (RFC 3629), piece by piece, so that a message that is not is refused at the first frame that shows it.
struct UTF8Check: Equatable {
  /// Bytes that the current character still needs.
  private var missing = 0
  /// What the next byte may be: narrower than 80…BF after the lead bytes that could make overlong forms, surrogates, or more than U+10FFFF.
  private var next: ClosedRange<UInt8> = 0x80...0xbf

  /// True between two characters.
  var isComplete: Bool { missing == 0 }

  /// False as soon as no continuation could make it UTF-8.
  mutating func take(_ bytes: some Sequence<UInt8>) -> Bool {
    for byte in bytes {
      if missing == 0 {
        guard begin(byte) else { return false }
      } else {
        guard next.contains(byte) else { return false }
        next = 0x80...0xbf
        missing -= 1
      }
    }
    return true
  }

  private mutating func begin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x7f: return true
    case 0xc2...0xdf: missing = 1
    case 0xe0: (missing, next) = (2, 0xa0...0xbf)
    case 0xed: (missing, next) = (2, 0x80...0x9f)
    case 0xe1...0xef: missing = 2
    case 0xf0: (missing, next) = (3, 0x90...0xbf)
    case 0xf4: (missing, next) = (3, 0x80...0x8f)
    case 0xf1...0xf3: missing = 3
    default: return false
    }
    return true
  }
}
