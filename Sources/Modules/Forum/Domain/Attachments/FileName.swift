/// The name of a file as it is shown and saved: one part of a path, on one line.
public struct FileName: Sendable, Equatable, Codable, CustomStringConvertible {
  /// What file systems take, with room for the suffix of a second copy.
  public static let bytesMax = 200

  public let description: String

  /// What is left of a client's name without folders before it, control characters, characters that turn the reading direction, and dots at its ends; cut to
  /// `bytesMax`, where its ending stays. nil when nothing is left.
  public init?(_ text: String) {
    let last = text.split { $0 == "/" || $0 == "\\" }.last ?? ""
    let kept = last.unicodeScalars.filter { !Self.isForbidden($0) }
    let name = String(String.UnicodeScalarView(kept)).trimming { $0.isWhitespace || $0 == "." }
    guard !name.isEmpty else { return nil }
    description = Self.cut(name)
  }

  public init(from decoder: any Decoder) throws { description = try decoder.singleValueContainer().decode(String.self) }

  /// One that was made so before.
  public init(stored text: String) { description = text }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// The value of `Content-Disposition` (RFC 6266): for old programs in ASCII, and as it is.
  public func disposition(isInline: Bool) -> String {
    let plain = description.unicodeScalars.map { $0.isASCII && $0 != "\"" && $0 != "\\" && $0 != "%" ? Character($0) : "_" }
    let encoded = description.utf8.map { byte in
      Self.isPlain(byte) ? String(Character(Unicode.Scalar(byte))) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    return "\(isInline ? "inline" : "attachment"); filename=\"\(String(plain))\"; filename*=UTF-8''\(encoded.joined())"
  }

  /// RFC 8187's `attr-char`.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: "!#$&+-.^_`|~".utf8.contains(byte)
    }
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: false
    }
  }

  private static func cut(_ name: String) -> String {
    guard name.utf8.count > bytesMax else { return name }
    let dot = name.lastIndex(of: ".")
    let ending = dot.map { name[$0...] }.flatMap { $0.utf8.count <= 20 ? $0 : nil } ?? ""
    var stem = name.dropLast(ending.count)
    while stem.utf8.count + ending.utf8.count > bytesMax { stem.removeLast() }
    return String(stem + ending)
  }
}

extension String {
  fileprivate func trimming(_ isOut: (Character) -> Bool) -> String {
    var text = drop(while: isOut)
    while let last = text.last, isOut(last) { text.removeLast() }
    return String(text)
  }
}
