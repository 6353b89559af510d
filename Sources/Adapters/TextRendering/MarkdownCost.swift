/// What a Markdown text would cost cmark-gfm, estimated from above in one pass.
struct MarkdownCost {
  private var bracketsInParagraph = 0
  private var bracketsInParagraphPeak = 0
  private var closingBrackets = 0
  private var definitionStart: Int?
  private var definitionBytesPeak = 0
  private var columns = 0
  private var columnsPeak = 0
  private var lines = 1
  private var rulers = 0
  private var isRuler = true
  private var hasDash = false
  private var atSigns = 0
  private var wordBytes = 0
  private var wordBytesPeak = 0
  private var openers = 0
  private var openersPeak = 0
  /// Nothing but quotes, list markers and space so far.
  private var isOpening = true

  init(of text: String) {
    var previous: UInt8 = 0
    var isBlank = true
    var position = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\n") {
        endLine()
        if isBlank { endParagraph(at: position) }
        isBlank = true
      } else if byte != UInt8(ascii: "\r") {
        isBlank = false
        count(byte, after: previous, at: position)
      }
      previous = byte
      position += 1
    }
    endLine()
    endParagraph(at: position)
  }

  /// False when only plain text is left.
  var isBearable: Bool {
    openersPeak <= MarkdownLimits.openersPerLineMax && bracketsInParagraphPeak <= MarkdownLimits.bracketsPerParagraphMax
      && definitionBytesPeak * closingBrackets <= MarkdownLimits.referenceBytesMax
  }

  var bearableExtensions: [String] {
    var extensions = ["strikethrough", "tasklist", "tagfilter"]
    if columnsPeak <= MarkdownLimits.tableColumnsMax, columnsPeak * lines <= MarkdownLimits.tableCellsMax, rulers <= MarkdownLimits.tableRulersMax {
      extensions.append("table")
    }
    if atSigns <= MarkdownLimits.atSignsMax, wordBytesPeak <= MarkdownLimits.wordBytesMax { extensions.append("autolink") }
    return extensions
  }

  private mutating func count(_ byte: UInt8, after previous: UInt8, at position: Int) {
    switch byte {
    case UInt8(ascii: "["): bracketsInParagraph += 1
    case UInt8(ascii: "]"): closingBrackets += 1
    case UInt8(ascii: "|"): columns += 1
    case UInt8(ascii: "@"): atSigns += 1
    case UInt8(ascii: "-"): hasDash = true
    case UInt8(ascii: ":"):
      if previous == UInt8(ascii: "]"), definitionStart == nil { definitionStart = position }
    default: break
    }
    let isSpace = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    if isOpening { open(byte, after: previous, isSpace) }
    wordBytes = isSpace ? 0 : wordBytes + 1
    wordBytesPeak = max(wordBytesPeak, wordBytes)
    if isRuler && !isSpace && !Self.rulerCharacters.contains(byte) { isRuler = false }
  }

  /// `>` opens a quote; `-`, `+`, `*`, `.` and `)` with a space after them end the marker of a list.
  private mutating func open(_ byte: UInt8, after previous: UInt8, _ isSpace: Bool) {
    let isQuote = byte == UInt8(ascii: ">")
    if isQuote || isSpace && Self.markerEnds.contains(previous) {
      openers += 1
      openersPeak = max(openersPeak, openers)
    }
    isOpening = isQuote || isSpace || Self.markerEnds.contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static let markerEnds: [UInt8] = Array("-+*.)".utf8)
  private static let rulerCharacters: [UInt8] = Array("|:->".utf8)

  private mutating func endLine() {
    lines += 1
    columnsPeak = max(columnsPeak, columns)
    if isRuler && hasDash { rulers += 1 }
    columns = 0
    isRuler = true
    hasDash = false
    wordBytes = 0
    openers = 0
    isOpening = true
  }

  private mutating func endParagraph(at position: Int) {
    bracketsInParagraphPeak = max(bracketsInParagraphPeak, bracketsInParagraph)
    bracketsInParagraph = 0
    if let definitionStart { definitionBytesPeak = max(definitionBytesPeak, position - definitionStart) }
    definitionStart = nil
  }
}
