/// Takes off how a body was made fit for 7-bit mail.
enum TransferEncoding {
  /// `note` says what went wrong, in a few words.
  static func decode(_ bytes: ArraySlice<UInt8>, _ name: String?) -> (bytes: ArraySlice<UInt8>, note: String?) {
    let key = name.map { HeaderParameters($0).value } ?? ""
    switch key {
    case "quoted-printable": return (quotedPrintable(bytes, isHeader: false)[...], nil)
    case "base64":
      let (decoded, isWhole) = base64(bytes)
      return (decoded[...], isWhole ? nil : "damaged base64")
    case "", "7bit", "8bit", "binary": return (bytes, nil)
    default: return (bytes, "the unknown transfer encoding \(PlainText.line(String(key.prefix(40))))")
    }
  }

  /// `=41` is A, `=` at a line's end joins it with the next; in headers `_` is a blank. What is no escape stays as it is.
  static func quotedPrintable(_ bytes: ArraySlice<UInt8>, isHeader: Bool) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      if isHeader && byte == UInt8(ascii: "_") {
        output.append(0x20)
      } else if byte != UInt8(ascii: "=") {
        output.append(byte)
      } else if index + 1 < bytes.endIndex, let high = hex(bytes[index]), let low = hex(bytes[index + 1]) {
        output.append(high << 4 | low)
        index += 2
      } else if let end = softBreak(bytes[index...]) {
        index = end
      } else {
        output.append(byte)
      }
    }
    return output
  }

  /// Where the next line begins when only blanks stand before it.
  private static func softBreak(_ rest: ArraySlice<UInt8>) -> Int? {
    let line = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    if line.isEmpty { return rest.endIndex }
    return line.first == 0x0a ? line.startIndex + 1 : nil
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// Bytes of other characters are passed over; not whole when there are such that are no blanks, or when the end is missing.
  static func base64(_ bytes: ArraySlice<UInt8>) -> (bytes: [UInt8], isWhole: Bool) {
    var output: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    var isWhole = true
    var isPadded = false
    for byte in bytes {
      guard let value = sextet(byte) else {
        if byte == UInt8(ascii: "=") { isPadded = true } else if byte > 0x20 { isWhole = false }
        continue
      }
      if isPadded {
        // Some programs encode line by line: what comes after padding begins anew.
        isPadded = false
        bits = 0
        count = 0
      }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count % 4 != 1 { output.append(UInt8(truncatingIfNeeded: bits >> [0, 0, 4, 2][count % 4])) }
    }
    return (output, isWhole && (count % 4 == 0 || isPadded))
  }

  private static func sextet(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
