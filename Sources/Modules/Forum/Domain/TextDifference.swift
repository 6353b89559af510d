/// A piece of text in a comparison.
public struct TextChange: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable { case same, removed, added }

  public let kind: Kind
  public let text: String

  public init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }
}

/// Compares two texts: line by line, and word by word where lines differ. The pieces that are not `added` make the old text, those that are not
/// `removed` the new one.
public enum TextDifference {
  /// Work and memory of one comparison; larger stretches count as replaced whole.
  private static let cellsMax = 1_000_000

  private struct Stretch {
    let isSame: Bool
    let old: ArraySlice<Substring>
    let new: ArraySlice<Substring>
  }

  public static func between(_ old: String, _ new: String) -> [TextChange] {
    var changes: [TextChange] = []
    func add(_ kind: TextChange.Kind, _ pieces: ArraySlice<Substring>) {
      guard !pieces.isEmpty else { return }
      let text = pieces.joined()
      if let last = changes.last, last.kind == kind {
        changes[changes.count - 1] = TextChange(kind: kind, text: last.text + text)
      } else {
        changes.append(TextChange(kind: kind, text: text))
      }
    }
    for lines in stretches(pieces(of: old, endingAt: \.isNewline), pieces(of: new, endingAt: \.isNewline)) {
      if lines.isSame {
        add(.same, lines.old)
        continue
      }
      let oldWords = pieces(of: lines.old.joined(), endingAt: \.isWhitespace)
      for words in stretches(oldWords, pieces(of: lines.new.joined(), endingAt: \.isWhitespace)) {
        add(words.isSame ? .same : .removed, words.old)
        if !words.isSame { add(.added, words.new) }
      }
    }
    return changes
  }

  /// Words or lines, each with the character that ends it.
  private static func pieces(of text: String, endingAt isEnd: (Character) -> Bool) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    for index in text.indices where isEnd(text[index]) {
      let next = text.index(after: index)
      pieces.append(text[start..<next])
      start = next
    }
    if start < text.endIndex { pieces.append(text[start...]) }
    return pieces
  }

  /// What is equal in turn with what differs, by a longest common subsequence.
  private static func stretches(_ old: [Substring], _ new: [Substring]) -> [Stretch] {
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = min(zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count, old.count - head, new.count - head)
    let middle = differing(old[head..<(old.count - tail)], new[head..<(new.count - tail)])
    return [Stretch(isSame: true, old: old[..<head], new: new[..<head])] + middle
      + [Stretch(isSame: true, old: old[(old.count - tail)...], new: new[(new.count - tail)...])]
  }

  private static func differing(_ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>) -> [Stretch] {
    let (rows, columns) = (old.count, new.count)
    guard rows > 0, columns > 0, rows * columns <= cellsMax else { return [Stretch(isSame: false, old: old, new: new)] }
    var common = [Int32](repeating: 0, count: (rows + 1) * (columns + 1))
    let width = columns + 1
    let (a, b) = (Array(old), Array(new))
    for row in stride(from: rows - 1, through: 0, by: -1) {
      for column in stride(from: columns - 1, through: 0, by: -1) {
        let place = row * width + column
        common[place] = a[row] == b[column] ? common[place + width + 1] + 1 : max(common[place + width], common[place + 1])
      }
    }
    var stretches: [Stretch] = []
    var (row, column) = (0, 0)
    while row < rows || column < columns {
      let (firstRow, firstColumn) = (row, column)
      while row < rows, column < columns, a[row] == b[column] { (row, column) = (row + 1, column + 1) }
      if row > firstRow {
        stretches.append(Stretch(isSame: true, old: a[firstRow..<row], new: b[firstColumn..<column]))
        continue
      }
      while row < rows || column < columns {
        if row < rows, column < columns, a[row] == b[column] { break }
        if column == columns || (row < rows && common[(row + 1) * width + column] >= common[row * width + column + 1]) {
          row += 1
        } else {
          column += 1
        }
      }
      stretches.append(Stretch(isSame: false, old: a[firstRow..<row], new: b[firstColumn..<column]))
    }
    return stretches
  }
}
