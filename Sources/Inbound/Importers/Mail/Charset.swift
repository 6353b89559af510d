import Glibc

/// Turns bytes of any encoding into text. What is no character of its encoding becomes U+FFFD.
enum Charset {
  /// `note` says what went wrong, in a few words.
  struct Decoded {
    let text: String
    let note: String?
  }

  /// What bytes 0x80 to 0x9F are in windows-1252, which is also what people mean who say Latin-1.
  private static let windows1252: [Unicode.Scalar] = Array(
    "\u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}\u{2039}\u{152}\u{8D}\u{17D}\u{8F}\u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}"
      .unicodeScalars)

  /// nil names no encoding.
  static func decode(_ bytes: some Collection<UInt8>, as name: String?) -> Decoded {
    let key = (name ?? "us-ascii").lowercased()
    switch key {
    case "us-ascii", "ascii", "ansi_x3.4-1968", "": return guess(bytes)
    case "utf-8", "utf8":
      if let text = String(validating: bytes, as: UTF8.self) { return Decoded(text: text, note: nil) }
      return Decoded(text: String(decoding: bytes, as: UTF8.self), note: "bytes that are not UTF-8")
    case "iso-8859-1", "latin1", "iso8859-1", "windows-1252", "cp1252", "cp-1252": return Decoded(text: western(bytes), note: nil)
    default:
      guard let text = IconvConversion(from: key)?.convert(Array(bytes)) else {
        let text = String(String.UnicodeScalarView(bytes.map { $0 < 0x80 ? Unicode.Scalar($0) : "\u{FFFD}" }))
        return Decoded(text: text, note: "the unknown character set \(PlainText.line(String(key.prefix(40))))")
      }
      return Decoded(text: text.text, note: text.isDamaged ? "bytes that are not \(key)" : nil)
    }
  }

  /// Of bytes that do not say what they are: UTF-8 if they can be, windows-1252 otherwise.
  static func guess(_ bytes: some Collection<UInt8>) -> Decoded {
    if let text = String(validating: bytes, as: UTF8.self) { return Decoded(text: text, note: nil) }
    return Decoded(text: western(bytes), note: "8-bit characters of no named character set, read as windows-1252")
  }

  private static func western(_ bytes: some Collection<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { (0x80..<0xA0).contains($0) ? windows1252[Int($0) - 0x80] : Unicode.Scalar($0) }))
  }
}

/// One conversion to UTF-8 by the C library.
private struct IconvConversion {
  /// Encodings that mail is written in. The C library knows others, some of them with histories of faults.
  private static let families = [
    "iso-8859-", "iso8859-", "windows-", "cp12", "cp8", "koi8-", "gb2312", "gbk", "gb18030", "big5", "euc-jp", "euc-kr", "euc-tw", "shift_jis",
    "sjis",
    "iso-2022-jp", "iso-2022-kr", "utf-16", "utf-32", "utf-7", "tis-620", "macintosh", "ks_c_5601",
  ]
  private static let outputBytes = 8192

  private let descriptor: iconv_t

  /// nil for an encoding that is not offered.
  init?(from name: String) {
    guard Self.families.contains(where: name.hasPrefix), name.count < 40, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") })
    else { return nil }
    guard let descriptor = iconv_open("UTF-8", name.hasPrefix("ks_c_5601") ? "cp949" : name), Int(bitPattern: descriptor) != -1 else { return nil }
    self.descriptor = descriptor
  }

  /// Ends the conversion.
  consuming func convert(_ bytes: [UInt8]) -> (text: String, isDamaged: Bool) {
    defer { iconv_close(descriptor) }
    var output: [UInt8] = []
    var isDamaged = false
    var input = bytes.map { CChar(bitPattern: $0) }
    let count = input.count
    input.withUnsafeMutableBufferPointer { buffer in
      var next = buffer.baseAddress
      var left = count
      var room = [CChar](repeating: 0, count: Self.outputBytes)
      while left > 0 {
        let result = room.withUnsafeMutableBufferPointer { target in
          var place = target.baseAddress
          var free = Self.outputBytes
          let result = iconv(descriptor, &next, &left, &place, &free)
          let code = result == -1 ? errno : 0
          output += target.prefix(Self.outputBytes - free).map { UInt8(bitPattern: $0) }
          return code
        }
        guard result != 0, result != E2BIG else { continue }
        output += Array("\u{FFFD}".utf8)
        isDamaged = true
        next = next?.advanced(by: 1)
        left -= 1
      }
    }
    return (String(decoding: output, as: UTF8.self), isDamaged)
  }
}
