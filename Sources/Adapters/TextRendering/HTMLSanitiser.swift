import Forum

/// Writes HTML source anew with what is allowed, balanced. Nothing of the source is copied but names and values that were looked up, so that a
/// browser reads exactly what is written here, however it would have read the source. Linear in time, without recursion.
struct HTMLSanitiser {
  private var writer: SafeHTMLWriter
  private var stack = ElementStack()
  /// The element that is being dropped with its content, and how deep it is nested in itself.
  private var dropped: (name: String, depth: Int)?

  static func render(_ source: [UInt8]) -> RenderedBody {
    var sanitiser = HTMLSanitiser(writer: SafeHTMLWriter(capacity: source.count))
    var tokenizer = HTMLTokenizer(source)
    while let token = tokenizer.next() {
      if sanitiser.drops(token) { continue }
      switch token {
      case .text(let text): sanitiser.writer.write(CharacterReferences.decode(text), keepsLines: sanitiser.stack.innermost("pre") >= 0)
      case .start(let tag): sanitiser.start(tag)
      case .end(let name): sanitiser.end(name)
      }
    }
    sanitiser.close(downTo: 0)
    return sanitiser.writer.body
  }

  private mutating func drops(_ token: HTMLToken) -> Bool {
    if let (name, depth) = dropped {
      switch token {
      case .start(let tag) where tag.name == name && !tag.isSelfClosing: dropped = (name, depth + 1)
      case .end(name): dropped = depth > 1 ? (name, depth - 1) : nil
      default: break
      }
      return true
    }
    guard case .start(let tag) = token, AllowedElement.droppedWithContent.contains(tag.name) else { return false }
    if !tag.isSelfClosing { dropped = (tag.name, 1) }
    return true
  }

  private mutating func start(_ tag: HTMLStartTag) {
    guard let element = AllowedElement.all[tag.name] else { return }
    guard let attributes = SafeAttributes.of(tag, element) else {
      if tag.name == "img", let description = tag.value("alt") { writer.write(description) }
      return
    }
    guard closeImplied(by: tag.name) else { return }
    if element.isBlock {
      let paragraph = stack.innermost("p")
      if paragraph > scope { close(downTo: paragraph) }
    }
    if element.isBlock || tag.name == "br" { writer.breakLine() }
    if element.isVoid {
      writer.open(tag.name, attributes)
      if tag.name == "img", let description = tag.value("alt") { writer.describePicture(description) }
    } else {
      push(tag.name, attributes)
    }
  }

  private mutating func end(_ name: String) {
    let position = stack.innermost(name)
    guard position >= 0 else { return }
    let isTablePart = Self.tableParts.contains(name)
    guard position > (isTablePart ? stack.innermost("table") - (name == "table" ? 1 : 0) : scope) else { return }
    close(downTo: position)
  }

  private static let tableParts: Set<String> = ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"]

  /// Tags inside a table cell don't close what is open around the table.
  private var scope: Int { stack.innermost("table", "td", "th", "caption") }

  /// Closes what HTML lets end without an end tag when `name` begins. False when the element may not stand here.
  private mutating func closeImplied(by name: String) -> Bool {
    let table = stack.innermost("table")
    switch name {
    case "li": close(downTo: stack.innermost("li"), ifAbove: max(scope, stack.innermost("ul", "ol")))
    case "dd", "dt": close(downTo: stack.innermost("dd", "dt"), ifAbove: max(scope, stack.innermost("dl")))
    case "a": close(downTo: stack.innermost("a"), ifAbove: scope)
    case "rp", "rt": close(downTo: stack.innermost("rp", "rt"), ifAbove: max(scope, stack.innermost("ruby")))
    case "thead", "tbody", "tfoot", "caption":
      guard table >= 0 else { return false }
      close(downTo: table + 1)
    case "tr":
      guard table >= 0 else { return false }
      close(downTo: max(table, stack.innermost("thead", "tbody", "tfoot")) + 1)
    case "td", "th":
      guard table >= 0 else { return false }
      if stack.innermost("tr") < table {
        close(downTo: max(table, stack.innermost("thead", "tbody", "tfoot")) + 1)
        push("tr", [])
      }
      close(downTo: stack.innermost("tr") + 1)
    default: break
    }
    return true
  }

  private mutating func close(downTo position: Int, ifAbove boundary: Int) {
    if position > boundary { close(downTo: position) }
  }

  private mutating func push(_ name: String, _ attributes: [(String, [UInt8])]) {
    let isShown = stack.entries.count < RenderingLimits.nestingMax
    if isShown { writer.open(name, attributes) }
    stack.push(name, isShown: isShown)
  }

  /// Closes the element at this position and all within.
  private mutating func close(downTo position: Int) {
    while stack.entries.count > position {
      let entry = stack.pop()
      if entry.isShown { writer.close(entry.name) }
      if AllowedElement.all[entry.name]?.isBlock == true { writer.breakLine() }
    }
  }

  private init(writer: SafeHTMLWriter) { self.writer = writer }
}
