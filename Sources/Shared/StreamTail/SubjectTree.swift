import ForumKernel

/// Who waits for which subjects, as a tree of the filters' tokens: a message is held against the filters that begin as its subject does, however many others
/// there are.
struct SubjectTree: Sendable {
  /// By the next token, `*` and `>` among them.
  private var children: [Substring: SubjectTree] = [:]
  /// Whose filter ends here.
  private var ids: Set<Int> = []

  private var isEmpty: Bool { children.isEmpty && ids.isEmpty }

  mutating func insert(_ id: Int, _ filter: SubjectFilter) { change(filter.tokens[...]) { $0.insert(id) } }

  mutating func remove(_ id: Int, _ filter: SubjectFilter) { change(filter.tokens[...]) { $0.remove(id) } }

  /// Each once.
  func matches(_ subject: String) -> Set<Int> {
    var found: [Set<Int>] = []
    // By bytes: subjects are ASCII, and this is on the way of each commit.
    collect(subject.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Substring($0) }[...], &found)
    guard let first = found.first else { return [] }
    return found.dropFirst().reduce(into: first) { $0.formUnion($1) }
  }

  private func collect(_ tokens: ArraySlice<Substring>, _ found: inout [Set<Int>]) {
    guard let token = tokens.first else {
      if !ids.isEmpty { found.append(ids) }
      return
    }
    if let rest = children[">"] { found.append(rest.ids) }
    children["*"]?.collect(tokens.dropFirst(), &found)
    children[token]?.collect(tokens.dropFirst(), &found)
  }

  private mutating func change(_ tokens: ArraySlice<Substring>, _ change: (inout Set<Int>) -> Void) {
    guard let token = tokens.first else { return change(&ids) }
    children[token, default: SubjectTree()].change(tokens.dropFirst(), change)
    if children[token]?.isEmpty == true { children[token] = nil }
  }
}
