/// What a body may hold. Whatever is not listed loses its tags and keeps its text.
struct AllowedElement {
  /// Begins a line of its own, and ends an open paragraph.
  let isBlock: Bool
  let isVoid: Bool
  /// Attributes beside those that `SafeAttributes` treats by element.
  let attributes: [String]

  static let all: [String: AllowedElement] = {
    var all: [String: AllowedElement] = [:]
    for name in [
      "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
      "strong", "sub", "sup", "tt", "u", "var",
    ] {
      all[name] = AllowedElement(isBlock: false, isVoid: false, attributes: [])
    }
    for name in ["a", "abbr"] { all[name] = AllowedElement(isBlock: false, isVoid: false, attributes: ["title"]) }
    for name in ["blockquote", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "summary", "ul"] {
      all[name] = AllowedElement(isBlock: true, isVoid: false, attributes: [])
    }
    all["details"] = AllowedElement(isBlock: true, isVoid: false, attributes: ["open"])
    for name in ["table", "thead", "tbody", "tfoot", "tr", "caption"] { all[name] = AllowedElement(isBlock: true, isVoid: false, attributes: []) }
    for name in ["td", "th"] { all[name] = AllowedElement(isBlock: true, isVoid: false, attributes: ["colspan", "rowspan", "align"]) }
    all["hr"] = AllowedElement(isBlock: true, isVoid: true, attributes: [])
    for name in ["br", "input", "wbr"] { all[name] = AllowedElement(isBlock: false, isVoid: true, attributes: []) }
    all["img"] = AllowedElement(isBlock: false, isVoid: true, attributes: ["alt", "title", "width", "height"])
    return all
  }()

  /// Elements that vanish with everything in them: other languages than HTML, and fallbacks that make no sense alone.
  static let droppedWithContent: Set<String> = ["svg", "math", "template", "object", "select", "audio", "video", "canvas"]
}
