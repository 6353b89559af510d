import ForumKernel

/// Makes the bytes of a segment from documents.
struct SegmentWriter {
  /// One occurrence of a word.
  private struct Occurrence {
    let document: UInt32
    let position: UInt32
  }

  private let documents: [SearchDocument]
  private var parts = SegmentParts()

  static func segment(of documents: [SearchDocument]) -> [UInt8] {
    var writer = SegmentWriter(documents: documents.sorted { ($0.tenant, $0.id) < ($1.tenant, $1.id) })
    return writer.write()
  }

  private init(documents: [SearchDocument]) { self.documents = documents }

  private mutating func write() -> [UInt8] {
    var start = 0
    while start < documents.count {
      var end = start
      while end < documents.count, documents[end].tenant == documents[start].tenant { end += 1 }
      writeTenant(start..<end)
      start = end
    }
    return parts.assembled()
  }

  private mutating func writeTenant(_ range: Range<Int>) {
    let (firstDocument, firstTerm) = (parts.documentCount, parts.termCount)
    var numbers: [String: Int] = [:]
    var names: [String] = []
    var counts: [Int] = []
    var occurrences: [(term: UInt32, occurrence: Occurrence)] = []
    var lengths: (title: UInt64, body: UInt64) = (0, 0)
    for number in range {
      let document = documents[number]
      let title = Tokenizer.tokens(document.title)
      let body = Tokenizer.tokens(document.body)
      for (tokens, flag) in [(title, Segment.titleFlag), (body, UInt32(0))] {
        for (position, token) in tokens.enumerated() {
          let term: Int
          if let known = numbers[token.term] {
            term = known
          } else {
            term = names.count
            numbers[token.term] = term
            names.append(token.term)
            counts.append(0)
          }
          counts[term] += 1
          occurrences.append((UInt32(term), Occurrence(document: UInt32(number), position: UInt32(position) | flag)))
        }
      }
      lengths.title += UInt64(title.count)
      lengths.body += UInt64(body.count)
      addDocument(document, title.count, body.count)
    }
    writeTerms(names, counts, occurrences)
    parts.addTenant(
      documents[range.lowerBound].tenant.raw.bytes, firstDocument: firstDocument, firstTerm: firstTerm, titleWords: lengths.title,
      bodyWords: lengths.body)
  }

  private mutating func addDocument(_ document: SearchDocument, _ titleLength: Int, _ bodyLength: Int) {
    var record = ByteWriter()
    record.bytes = document.tenant.raw.bytes + document.id.bytes + document.threadID.bytes + document.categoryID.bytes
    record.number(document.createdAt.milliseconds)
    record.number(UInt64(0))
    record.number(UInt32(titleLength))
    record.number(UInt32(bodyLength))
    record.number(UInt64(document.kind == .post ? 0 : 1))
    var stored = ByteWriter()
    stored.text(document.author)
    stored.varint(UInt32(document.tags.count))
    for tag in document.tags { stored.text(tag) }
    stored.text(document.title)
    stored.text(document.body)
    parts.addDocument(record.bytes, stored: stored.bytes)
  }

  /// Sorts the occurrences by term, which keeps them in order of document and position, and writes the postings of each term.
  private mutating func writeTerms(_ names: [String], _ counts: [Int], _ occurrences: [(term: UInt32, occurrence: Occurrence)]) {
    var starts = [Int](repeating: 0, count: names.count + 1)
    for (term, count) in counts.enumerated() { starts[term + 1] = starts[term] + count }
    var sorted = [Occurrence](repeating: Occurrence(document: 0, position: 0), count: occurrences.count)
    var next = starts
    for (term, occurrence) in occurrences {
      sorted[next[Int(term)]] = occurrence
      next[Int(term)] += 1
    }
    for term in Self.sorted(names) {
      parts.beginTerm(names[term].utf8)
      parts.endTerm(documents: writePostings(sorted[starts[term]..<starts[term + 1]]))
    }
  }

  /// The places of the names in the order of their bytes. Most differ in the first eight, which are one comparison.
  private static func sorted(_ names: [String]) -> [Int] {
    let beginnings = names.enumerated().map { place, name in
      let bytes = name.utf8.prefix(8)
      return (bytes: bytes.reduce(0) { $0 << 8 | UInt64($1) } << (64 - 8 * UInt64(bytes.count)), place: place)
    }
    return beginnings.sorted {
      $0.bytes != $1.bytes ? $0.bytes < $1.bytes : names[$0.place].utf8.lexicographicallyPrecedes(names[$1.place].utf8)
    }.map(\.place)
  }

  /// The number of documents.
  private mutating func writePostings(_ occurrences: ArraySlice<Occurrence>) -> UInt32 {
    var count: UInt32 = 0
    var lastDocument: UInt32 = 0
    var rest = occurrences
    while let first = rest.first {
      let run = rest.prefix { $0.document == first.document }
      rest = rest.dropFirst(run.count)
      let inTitle = run.count { $0.position & Segment.titleFlag != 0 }
      parts.postings.varint(first.document - lastDocument)
      parts.postings.varint(UInt32(inTitle))
      parts.postings.varint(UInt32(run.count - inTitle))
      var last: UInt32 = 0
      for (index, occurrence) in run.enumerated() {
        if index == inTitle { last = 0 }
        let position = occurrence.position & ~Segment.titleFlag
        parts.postings.varint(position - last)
        last = position
      }
      lastDocument = first.document
      count += 1
    }
    return count
  }
}
