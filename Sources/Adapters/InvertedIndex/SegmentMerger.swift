import ForumKernel

/// Makes one segment of several, without what is deleted. Texts, words and positions are taken over as they are; only documents get new numbers.
struct SegmentMerger {
  /// One tenant's share of one of the segments.
  private struct Source {
    let segment: Segment
    let documents: Range<Int>
    /// The new number of each document; nil for deleted ones.
    var numbers: [UInt32?]
    /// The terms that are not written yet.
    private var terms: Range<Int>
    /// The first of them; nil when all are written.
    private(set) var key: UnsafeRawBufferPointer?

    init(_ segment: Segment, _ share: Segment.Share) {
      self.segment = segment
      documents = share.documents
      numbers = Array(repeating: nil, count: share.documents.count)
      terms = share.terms
      key = terms.first.map(segment.key)
    }

    /// Calls `body` with the new number of each document that the next term is in, and the rest of its posting, and goes on to the term after it.
    mutating func takeTerm(_ body: (UInt32, UnsafeRawBufferPointer) -> Void) {
      guard let term = terms.popFirst() else { return }
      segment.eachPostingBytes(term) { document, bytes in
        if let number = numbers[document - documents.lowerBound] { body(number, bytes) }
      }
      key = terms.first.map(segment.key)
    }
  }

  private struct Posting {
    let document: UInt32
    let bytes: UnsafeRawBufferPointer
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
      sources.append(Source(input.segment, share))
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

  /// Looks only at the term that each source comes to next: there are few sources and many terms.
  private mutating func mergeTerms(_ sources: inout [Source]) {
    var postings: [Posting] = []
    while let key = sources.lazy.compactMap(\.key).min(by: { $0.order(to: $1) < 0 }) {
      postings.removeAll(keepingCapacity: true)
      for index in sources.indices where sources[index].key?.order(to: key) == 0 {
        sources[index].takeTerm { document, bytes in postings.append(Posting(document: document, bytes: bytes)) }
      }
      if !postings.isEmpty { write(&postings, of: key) }
    }
  }

  private mutating func write(_ postings: inout [Posting], of key: UnsafeRawBufferPointer) {
    parts.beginTerm(key)
    // Those of one source are in order, and newer segments mostly hold newer documents.
    if zip(postings, postings.dropFirst()).contains(where: { $0.document > $1.document }) { postings.sort { $0.document < $1.document } }
    var last: UInt32 = 0
    for posting in postings {
      parts.postings.varint(posting.document - last)
      parts.postings.bytes.append(contentsOf: posting.bytes)
      last = posting.document
    }
    parts.endTerm(documents: UInt32(postings.count))
  }
}
