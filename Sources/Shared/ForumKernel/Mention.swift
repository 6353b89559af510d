/// Somebody named by their handle in a text: `@ada`.
public struct Mention: Sendable, Equatable {
  /// As it was written, without the `@`.
  public let handle: String
  /// Where it stands in the HTML, with the `@`.
  public let range: Range<Int>

  /// Those in the HTML of a rendered body, in order, at most `max`. Not within code, links and quotations: what is there is not said to anybody.
  /// Takes balanced HTML, as the renderer makes it; the time is linear in its length.
  public static func all(in html: [UInt8], max: Int) -> [Mention] {
    var found: [Mention] = []
    var position = 0
    var depth = 0
    while position < html.count, found.count < max {
      switch html[position] {
      case UInt8(ascii: "<"):
        let end = html[position...].firstIndex(of: UInt8(ascii: ">")) ?? html.endIndex - 1
        depth += change(of: html[position...end])
        position = end + 1
      case UInt8(ascii: "@") where depth == 0:
        let mention = mention(at: position, in: html)
        if let mention { found.append(mention) }
        position = mention?.range.upperBound ?? position + 1
      default: position += 1
      }
    }
    return found
  }

  private static let lengths = 3...32
  private static let silent = ["a", "blockquote", "code", "pre"].map { Array($0.utf8) }

  /// 1 for the start of an element that names nobody, -1 for its end, else 0.
  private static func change(of tag: ArraySlice<UInt8>) -> Int {
    let isEnd = tag.dropFirst().first == UInt8(ascii: "/")
    let name = tag.dropFirst(isEnd ? 2 : 1).prefix { isLetter($0) }
    return silent.contains { $0.elementsEqual(name) } ? (isEnd ? -1 : 1) : 0
  }

  private static func mention(at position: Int, in html: [UInt8]) -> Mention? {
    if position > 0, isHandle(html[position - 1]) || "@/&".utf8.contains(html[position - 1]) { return nil }
    var name = html[(position + 1)...].prefix { isHandle($0) }
    // The end of a sentence is not part of a name; an address goes on.
    if name.endIndex < html.endIndex, html[name.endIndex] == UInt8(ascii: "@") { return nil }
    while let last = name.last, last == UInt8(ascii: ".") || last == UInt8(ascii: "-") { name.removeLast() }
    guard lengths.contains(name.count), let first = name.first, isLetter(first) || isDigit(first) else { return nil }
    return Mention(handle: String(decoding: name, as: UTF8.self), range: position..<name.endIndex)
  }

  private static func isHandle(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || "._-".utf8.contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
