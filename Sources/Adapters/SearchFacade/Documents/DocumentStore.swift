/// The documents of an index by number and by id. A document that is replaced gets a new number and keeps its place in the order.
struct DocumentStore {
  private var documents: [FacadeJSON?] = []
  private var ids: [String] = []
  private var places: [Int] = []
  private var numbersByID: [String: Int32] = [:]
  private var nextPlace = 0
  /// Bytes of the documents as JSON, about what they take.
  private(set) var bytes = 0

  var count: Int { numbersByID.count }
  var removedCount: Int { documents.count - count }

  /// Of all documents, ascending.
  var numbers: [Int32] { documents.indices.filter { documents[$0] != nil }.map { Int32($0) } }

  /// Of all documents, in the order in which they were first added.
  var numbersInOrder: [Int32] { numbers.sorted { places[Int($0)] < places[Int($1)] } }

  subscript(number: Int32) -> FacadeJSON { documents[Int(number)] ?? .null }

  func isThere(_ number: Int32) -> Bool { documents[Int(number)] != nil }
  func number(of id: String) -> Int32? { numbersByID[id] }
  func id(of number: Int32) -> String { ids[Int(number)] }
  func place(of number: Int32) -> Int { places[Int(number)] }

  mutating func put(_ document: FacadeJSON, id: String) -> Int32 {
    var place = nextPlace
    if let old = numbersByID[id] {
      place = places[Int(old)]
      drop(old)
    } else {
      nextPlace += 1
    }
    let number = Int32(documents.count)
    documents.append(document)
    ids.append(id)
    places.append(place)
    numbersByID[id] = number
    bytes += document.bytes.count
    return number
  }

  mutating func remove(_ id: String) -> Bool {
    guard let number = numbersByID.removeValue(forKey: id) else { return false }
    drop(number)
    return true
  }

  private mutating func drop(_ number: Int32) {
    bytes -= documents[Int(number)]?.bytes.count ?? 0
    documents[Int(number)] = nil
  }

  /// Gives the documents new numbers without gaps, in their order.
  mutating func renumber() {
    var fresh = DocumentStore()
    for number in numbersInOrder { _ = fresh.put(self[number], id: ids[Int(number)]) }
    self = fresh
  }
}
