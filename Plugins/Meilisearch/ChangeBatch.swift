import ForumKernel
import Foundation

/// Changes as Meilisearch takes them: the last one of each document.
struct ChangeBatch {
  /// Keys.
  let removed: [String]
  private let documents: [IndexedDocument]

  init(_ changes: [SearchChange]) {
    var last: [String: IndexedDocument?] = [:]
    var order: [String] = []
    for change in changes {
      let key: String
      let document: IndexedDocument?
      switch change {
      case .put(let put): (key, document) = (IndexedDocument.key(put.tenant, put.id), IndexedDocument(put))
      case .remove(let tenant, let id): (key, document) = (IndexedDocument.key(tenant, id), nil)
      }
      if last.updateValue(document, forKey: key) == nil { order.append(key) }
    }
    removed = order.filter { last[$0] == .some(nil) }
    documents = order.compactMap { last[$0] ?? nil }
  }

  /// JSON arrays within the limits of a batch; the record is in the last one.
  func bodies(ending record: IndexRecord, _ limits: MeilisearchLimits) -> [Data] {
    var bodies: [Data] = []
    var body = Data("[".utf8)
    var count = 0
    let encoder = JSONEncoder()
    func append(_ json: Data?) {
      guard let json else { return }
      if count > 0, count >= limits.batchDocuments || body.count + json.count > limits.batchBytesMax {
        bodies.append(body + Data("]".utf8))
        (body, count) = (Data("[".utf8), 0)
      }
      if count > 0 { body.append(UInt8(ascii: ",")) }
      body.append(json)
      count += 1
    }
    for document in documents { append(try? encoder.encode(document)) }
    append(try? encoder.encode(record))
    bodies.append(body + Data("]".utf8))
    return bodies
  }
}
