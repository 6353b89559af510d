import ForumKernel

/// Makes one segment of several, without what is deleted. Texts, words and positions are taken over as they are; only documents get new numbers.
struct SegmentMerger {
  /// One tenant's share of one of the segments.
  private struct Source {
    let segment: Segment
    let documents: Range<Int>
    /// The terms that are not written yet.
    var terms: Range<Int>
    /// The new number of each document; nil for deleted ones.
    var numbers: [UInt32?]
  }

  private struct Posting {
    let document: UInt32
    let source: Int
    let bytes: Range<Int>
  }

  private let inputs: [IndexSnapshot.Part]
  private var parts = SegmentParts()

  /// The bytes of the merged segment; nil when all of it is deleted.
  static func segment(of inputs: [IndexSnapshot.Part]) -> [UInt8]? {
    var merger = SegmentMerger(inputs: inputs)
    for tenant in Set(inputs.flatMap(\.segment.tenants)).sorted() { merger.mergeTenant(tenant) }
    return merger.parts.documentCount == 0 ? nil : merger.parts.assembled()
  }

  private init(inputs: [IndexSnapshot.Part]) {
    self.inputs = inputs
    // Room from the start for what is largest: an array that grows is copied again and again.
    let bytes = inputs.reduce(0) { $0 + $1.segment.byteCount }
    parts.stored.bytes.reserveCapacity(bytes)
    parts.postings.bytes.reserveCapacity(bytes)
  }

  private mutating func mergeTenant(_ tenant: RawID) {
    let (firstDocument, firstTerm) = (parts.documentCount, parts.termCount)
    var sources: [Source] = []
    var live: [(id: RawID, source: Int, document: Int)] = []
    for input in inputs {
      guard let share = input.segment.share(of: TenantID(tenant)) else { continue }
      for document in share.documents where !input.deleted.contains(document) {
        live.append((input.segment.id(document), sources.count, document))
      }
      sources.append(
        Source(
          segment: input.segment, documents: share.documents, terms: share.terms, numbers: Array(repeating: nil, count: share.documents.count)))
    }
    live.sort { $0.id < $1.id }
    var words: (title: UInt64, body: UInt64) = (0, 0)
    for (_, index, document) in live {
      let source = sources[index]
      sources[index].numbers[document - source.documents.lowerBound] = parts.documentCount
      words.title += UInt64(source.segment.titleWords(document))
      words.body += UInt64(source.segment.bodyWords(document))
      parts.addDocument(source.segment.record(document), stored: source.segment.stored(document))
    }
    guard !live.isEmpty else { return }
    mergeTerms(&sources)
    parts.addTenant(tenant.bytes, firstDocument: firstDocument, firstTerm: firstTerm, titleWords: words.title, bodyWords: words.body)
  }

  private mutating func mergeTerms(_ sources: inout [Source]) {
    var postings: [Posting] = []
    while let key = sources.compactMap({ $0.terms.first.map($0.segment.key) }).min(by: { $0.lexicographicallyPrecedes($1) }) {
      postings.removeAll(keepingCapacity: true)
      for index in sources.indices {
        guard let term = sources[index].terms.first, sources[index].segment.key(term).elementsEqual(key) else { continue }
        sources[index].terms.removeFirst()
        let source = sources[index]
        source.segment.eachPostingBytes(term) { document, bytes in
          guard let number = source.numbers[document - source.documents.lowerBound] else { return }
          postings.append(Posting(document: number, source: index, bytes: bytes))
        }
      }
      if !postings.isEmpty { write(postings, of: key, sources) }
    }
  }

  private mutating func write(_ postings: [Posting], of key: UnsafeRawBufferPointer, _ sources: [Source]) {
    parts.beginTerm(key)
    var last: UInt32 = 0
    for posting in postings.sorted(by: { $0.document < $1.document }) {
      parts.postings.varint(posting.document - last)
      parts.postings.bytes.append(contentsOf: sources[posting.source].segment.storage.bytes[posting.bytes])
      last = posting.document
    }
    parts.endTerm(documents: UInt32(postings.count))
  }
}
