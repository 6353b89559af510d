import ForumKernel

/// The index at one moment: what a search looks at, whatever is written meanwhile.
struct IndexSnapshot: Sendable {
  /// A segment with what of it is gone.
  struct Part: Sendable {
    let segment: Segment
    var deleted: DeletedDocuments
    /// nil while it is in memory only.
    let file: File?

    struct File: Sendable {
      let name: String
      let crc32: UInt32
    }

    init(_ segment: Segment, deleted: DeletedDocuments? = nil, file: File? = nil) {
      self.segment = segment
      self.deleted = deleted ?? DeletedDocuments(documentCount: segment.documentCount)
      self.file = file
    }

    var liveCount: Int { segment.documentCount - deleted.count }
  }

  var parts: [Part] = []
  var checkpoint: StreamPosition?
  /// Between `reset` and the end of the refill: what is there is not the whole.
  var isRefilling = false

  var documentCount: Int { parts.reduce(0) { $0 + $1.liveCount } }

  /// Takes the document out of whatever part holds it.
  mutating func remove(_ tenant: TenantID, _ id: RawID) {
    for index in parts.indices {
      if let document = parts[index].segment.find(tenant, id) { parts[index].deleted.insert(document) }
    }
  }
}
