/// Which documents of a segment are gone, as bits.
struct DeletedDocuments: Sendable, Equatable {
  private(set) var words: [UInt64]
  private(set) var count: Int

  init(documentCount: Int) {
    words = [UInt64](repeating: 0, count: (documentCount + 63) / 64)
    count = 0
  }

  /// From what a manifest says.
  init(words: [UInt64]) {
    self.words = words
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  func contains(_ document: Int) -> Bool { words[document / 64] >> UInt64(document % 64) & 1 == 1 }

  /// Calls `body` with each that is gone of a range.
  func each(in range: Range<Int>, _ body: (Int) -> Void) {
    guard count > 0, !range.isEmpty else { return }
    for index in range.lowerBound / 64...(range.upperBound - 1) / 64 where words[index] != 0 {
      for document in max(range.lowerBound, index * 64)..<min(range.upperBound, index * 64 + 64) where contains(document) { body(document) }
    }
  }

  mutating func insert(_ document: Int) {
    guard !contains(document) else { return }
    words[document / 64] |= 1 << UInt64(document % 64)
    count += 1
  }
}
