import ForumKernel

/// Makes the bytes of a segment from documents. The layout is in `Segment`.
struct SegmentWriter {
  /// One occurrence of a word.
  private struct Occurrence {
    let document: UInt32
    let position: UInt32
  }

  private let documents: [SearchDocument]
  private var table = ByteWriter()
  private var stored = ByteWriter()
  private var directory = ByteWriter()
  private var terms = ByteWriter()
  private var keys = ByteWriter()
  private var postings = ByteWriter()
  private var termCount: UInt32 = 0
  private var tenantCount: UInt32 = 0

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
    return assemble()
  }

  private mutating func writeTenant(_ range: Range<Int>) {
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
      writeDocument(document, title.count, body.count)
    }
    directory.bytes += documents[range.lowerBound].tenant.raw.bytes
    directory.number(UInt32(range.lowerBound))
    directory.number(UInt32(range.count))
    directory.number(termCount)
    directory.number(UInt32(names.count))
    directory.number(lengths.title)
    directory.number(lengths.body)
    tenantCount += 1
    writeTerms(names, counts, occurrences)
  }

  private mutating func writeDocument(_ document: SearchDocument, _ titleLength: Int, _ bodyLength: Int) {
    table.bytes += document.tenant.raw.bytes + document.id.bytes + document.threadID.bytes + document.categoryID.bytes
    table.number(document.createdAt.milliseconds)
    table.number(UInt64(stored.bytes.count))
    table.number(UInt32(titleLength))
    table.number(UInt32(bodyLength))
    table.number(UInt64(document.kind == .post ? 0 : 1))
    stored.text(document.author)
    stored.varint(UInt32(document.tags.count))
    for tag in document.tags { stored.text(tag) }
    stored.text(document.title)
    stored.text(document.body)
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
    for term in names.indices.sorted(by: { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }) {
      terms.number(UInt32(keys.bytes.count))
      terms.number(UInt32(names[term].utf8.count))
      terms.number(UInt32(postings.bytes.count))
      terms.number(writePostings(sorted[starts[term]..<starts[term + 1]]))
      keys.bytes += names[term].utf8
      termCount += 1
    }
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
      postings.varint(first.document - lastDocument)
      postings.varint(UInt32(inTitle))
      postings.varint(UInt32(run.count - inTitle))
      var last: UInt32 = 0
      for (index, occurrence) in run.enumerated() {
        if index == inTitle { last = 0 }
        let position = occurrence.position & ~Segment.titleFlag
        postings.varint(position - last)
        last = position
      }
      lastDocument = first.document
      count += 1
    }
    return count
  }

  private func assemble() -> [UInt8] {
    var header = ByteWriter()
    header.bytes += Array(Segment.magic.utf8)
    header.number(UInt32(documents.count))
    header.number(tenantCount)
    var offset = UInt64(Segment.headerBytes)
    for part in [table, stored, directory, terms, keys, postings] {
      header.number(offset)
      offset += UInt64(part.bytes.count)
    }
    header.number(offset)
    return header.bytes + table.bytes + stored.bytes + directory.bytes + terms.bytes + keys.bytes + postings.bytes
  }
}
