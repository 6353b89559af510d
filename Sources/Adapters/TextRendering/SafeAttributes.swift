/// The attributes of an allowed element that are kept, rewritten to what is safe.
enum SafeAttributes {
  /// nil when the element makes no sense with what is left: a link or picture to a forbidden address.
  static func of(_ tag: HTMLStartTag, _ element: AllowedElement) -> [(String, [UInt8])]? {
    var safe: [(String, [UInt8])] = []
    switch tag.name {
    case "a":
      guard let address = tag.value("href").flatMap({ SafeAddress($0) }) else { return nil }
      safe = [("href", address.bytes), ("rel", Array("nofollow ugc noopener".utf8))]
    case "img":
      guard let address = tag.value("src").flatMap({ SafeAddress($0) }), address.kind == .web || address.kind == .attachment else { return nil }
      safe = [("src", address.bytes), ("loading", Array("lazy".utf8))]
    case "input":
      guard let type = tag.value("type"), type.elementsEqual("checkbox".utf8) else { return nil }
      safe = [("type", Array(type)), ("disabled", [])]
      if tag.value("checked") != nil { safe.append(("checked", [])) }
    case "ol":
      if let start = tag.value("start"), isNumber(start) { safe = [("start", Array(start))] }
    case "code":
      if let language = tag.value("class"), isLanguageClass(language) { safe = [("class", Array(language))] }
    default: break
    }
    for name in element.attributes {
      guard let value = tag.value(name) else { continue }
      switch name {
      case "width", "height", "colspan", "rowspan": if isNumber(value) { safe.append((name, Array(value))) }
      case "align":
        if ["left", "center", "right"].contains(where: { value.elementsEqual($0.utf8) }) { safe.append((name, Array(value))) }
      case "open": safe.append((name, []))
      default: safe.append((name, Array(value)))
      }
    }
    return safe
  }

  private static func isNumber(_ value: ArraySlice<UInt8>) -> Bool {
    (1...4).contains(value.count) && value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// `language-swift`, as cmark writes it.
  private static func isLanguageClass(_ value: ArraySlice<UInt8>) -> Bool {
    let prefix = "language-"
    return value.count <= 40 && value.starts(with: prefix.utf8)
      && value.dropFirst(prefix.utf8.count).allSatisfy { byte in
        let character = Character(Unicode.Scalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber || "+#-_.".contains(character))
      }
  }
}
