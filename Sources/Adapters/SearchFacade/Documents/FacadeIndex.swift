/// One index: its documents, its settings, and what makes them findable.
struct FacadeIndex {
  let uid: String
  var primaryKey: String?
  /// RFC 3339.
  let createdAt: String
  var updatedAt: String
  private(set) var settings = IndexSettings()
  private(set) var store = DocumentStore()
  private(set) var words = WordIndex()
  /// The attributes that are searched, the most important first.
  private(set) var searched: [String] = []
  private var searchedNumbers: [String: UInt16] = [:]
  private var stopWords: Set<String> = []

  init(uid: String, primaryKey: String?, createdAt: String, updatedAt: String? = nil) {
    self.uid = uid
    self.primaryKey = primaryKey
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }

  /// Renamed, as swapping two indexes does.
  func renamed(_ uid: String) -> FacadeIndex {
    var index = FacadeIndex(uid: uid, primaryKey: primaryKey, createdAt: createdAt, updatedAt: updatedAt)
    (index.settings, index.store, index.words, index.searched) = (settings, store, words, searched)
    (index.searchedNumbers, index.stopWords) = (searchedNumbers, stopWords)
    return index
  }

  var json: FacadeJSON {
    [
      "uid": .text(uid), "createdAt": .text(createdAt), "updatedAt": .text(updatedAt), "primaryKey": primaryKey.map { .text($0) } ?? .null,
    ]
  }

  func document(_ id: String) -> FacadeJSON? { store.number(of: id).map { store[$0] } }

  mutating func put(_ document: FacadeJSON, id: String) {
    let number = store.put(document, id: id)
    index(document, number)
    rebuildIfWorn()
  }

  /// True when it was there.
  mutating func remove(_ id: String) -> Bool {
    guard store.remove(id) else { return false }
    rebuildIfWorn()
    return true
  }

  mutating func removeAll() {
    store = DocumentStore()
    rebuild()
  }

  mutating func apply(settings changes: FacadeJSON) {
    let before = settings
    settings.apply(changes)
    stopWords = settings.stopWords
    if ["searchableAttributes", "stopWords"].contains(where: { before[$0] != settings[$0] }) { rebuild() }
  }

  mutating func sortWords() { words.sortWords() }

  /// Words of removed documents stay until they are as many as those of the others.
  private mutating func rebuildIfWorn() { if store.removedCount > store.count + 1000 { rebuild() } }

  private mutating func rebuild() {
    words = WordIndex()
    searched = settings.searchable.contains("*") ? [] : settings.searchable
    searchedNumbers = [:]
    store.renumber()
    for number in store.numbers { index(store[number], number) }
  }

  private mutating func index(_ document: FacadeJSON, _ number: Int32) {
    let texts = AttributePath.leaves(document).compactMap { path, value -> (attribute: UInt16, text: String)? in
      guard let attribute = attribute(path) else { return nil }
      switch value {
      case .text(let text): return (attribute, text)
      case .integer, .decimal: return (attribute, value.description)
      case .bool(let flag): return (attribute, flag ? "true" : "false")
      default: return nil
      }
    }
    words.add(number, texts, stopWords: stopWords)
  }

  /// The number of a searched attribute; where all are, in the order in which they first appeared.
  private mutating func attribute(_ path: String) -> UInt16? {
    if let known = searchedNumbers[path] { return known == .max ? nil : known }
    var number = searched.firstIndex { AttributePath.matches(path, pattern: $0) }
    if number == nil, settings.searchable.contains("*"), searched.count < Int(UInt16.max) {
      searched.append(path)
      number = searched.count - 1
    }
    searchedNumbers[path] = number.map { UInt16($0) } ?? .max
    return number.map { UInt16($0) }
  }
}
