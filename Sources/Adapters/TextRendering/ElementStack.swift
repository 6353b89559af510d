/// The open elements of a body, outermost first; finds the innermost of a name in constant time however deep the nesting is.
struct ElementStack {
  struct Entry {
    let name: String
    /// False for elements below the nesting limit, whose tags are left out.
    let isShown: Bool
  }

  private(set) var entries: [Entry] = []
  private var positions: [String: [Int]] = [:]

  /// Where the innermost open element of one of these names is; -1 when there is none.
  func innermost(_ names: String...) -> Int {
    names.reduce(-1) { max($0, positions[$1]?.last ?? -1) }
  }

  mutating func push(_ name: String, isShown: Bool) {
    positions[name, default: []].append(entries.count)
    entries.append(Entry(name: name, isShown: isShown))
  }

  /// Only when there is one.
  mutating func pop() -> Entry {
    let entry = entries.removeLast()
    positions[entry.name]?.removeLast()
    return entry
  }
}
