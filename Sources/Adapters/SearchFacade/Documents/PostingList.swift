/// The documents that hold a word, in order, and where in them it stands.
struct PostingList {
  /// Internal numbers, ascending.
  private(set) var documents: [Int32] = []
  private var ends: [Int32] = []
  private var places: [WordPlace] = []

  /// Documents come in ascending order, each once.
  mutating func append(_ document: Int32, _ places: [WordPlace]) {
    documents.append(document)
    self.places += places
    ends.append(Int32(self.places.count))
  }

  func each(_ visit: (Int32, ArraySlice<WordPlace>) -> Void) {
    var start = 0
    for (index, document) in documents.enumerated() {
      let end = Int(ends[index])
      visit(document, places[start..<end])
      start = end
    }
  }

  /// Where the word stands in a document; empty when it does not.
  func places(in document: Int32) -> ArraySlice<WordPlace> {
    var (low, high) = (0, documents.count)
    while low < high {
      let middle = (low + high) / 2
      if documents[middle] < document { low = middle + 1 } else { high = middle }
    }
    guard low < documents.count, documents[low] == document else { return [] }
    return places[(low == 0 ? 0 : Int(ends[low - 1]))..<Int(ends[low])]
  }
}

/// A word's place in a document: the attribute in the order of the settings, and the position in it.
struct WordPlace: Hashable, Comparable {
  let attribute: UInt16
  let position: UInt16

  static func < (a: WordPlace, b: WordPlace) -> Bool { (a.attribute, a.position) < (b.attribute, b.position) }
}
