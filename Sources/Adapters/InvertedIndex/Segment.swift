import ForumKernel

/// An immutable part of the index, the same bytes in memory and on disk, little-endian:
///
/// - header: magic with the format's version, documents, tenants, then the offsets of the six parts and the end
/// - documents, sorted by tenant and id: tenant, id, thread, category, created, offset of what is stored, words in title and body, kind
/// - stored: author, tags, title, body, for highlights, facets and merges
/// - tenants: id, first document and count, first term and count, words in all titles and bodies
/// - terms, sorted within a tenant: offset and length of the key, offset of the postings, documents
/// - keys: the terms' bytes
/// - postings of a term, for each document: distance to the one before, occurrences in title and body, distances of their positions
struct Segment: Sendable {
  static let magic = "FLSEG001"
  static let headerBytes = 72
  static let titleFlag: UInt32 = 1 << 31
  /// Where in a document's row the offset of what is stored stands.
  static let storedOffset = 72
  private static let documentBytes = 96
  private static let tenantBytes = 48
  private static let termBytes = 16

  /// One tenant's share.
  struct Share {
    let documents: Range<Int>
    let terms: Range<Int>
    let titleWords: UInt64
    let bodyWords: UInt64
  }

  let storage: ByteStorage
  let documentCount: Int
  private let tenantCount: Int
  private let offsets: [Int]

  /// nil for what is no segment of this version, or one that is cut off.
  init?(_ storage: ByteStorage) {
    let bytes = storage.bytes
    guard bytes.count >= Self.headerBytes, bytes[..<8].elementsEqual(Self.magic.utf8) else { return nil }
    self.storage = storage
    documentCount = Int(bytes.number(8, UInt32.self))
    tenantCount = Int(bytes.number(12, UInt32.self))
    offsets = (0..<7).map { Int(clamping: bytes.number(16 + 8 * $0, UInt64.self)) }
    guard offsets == offsets.sorted(), offsets[6] == bytes.count, offsets[1] - offsets[0] == documentCount * Self.documentBytes else { return nil }
  }

  var byteCount: Int { storage.bytes.count }
  private var bytes: UnsafeRawBufferPointer { storage.bytes }

  // Documents

  private func place(_ document: Int) -> Int { offsets[0] + document * Self.documentBytes }
  private func rawID(_ offset: Int) -> RawID {
    RawID(
      high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
  }

  func tenant(_ document: Int) -> RawID { rawID(place(document)) }
  func id(_ document: Int) -> RawID { rawID(place(document) + 16) }
  func thread(_ document: Int) -> RawID { rawID(place(document) + 32) }
  func category(_ document: Int) -> RawID { rawID(place(document) + 48) }
  func created(_ document: Int) -> Int64 { bytes.number(place(document) + 64, Int64.self) }
  func titleWords(_ document: Int) -> UInt32 { bytes.number(place(document) + 80, UInt32.self) }
  func bodyWords(_ document: Int) -> UInt32 { bytes.number(place(document) + 84, UInt32.self) }
  func kind(_ document: Int) -> SearchDocument.Kind { bytes.number(place(document) + 88, UInt64.self) == 0 ? .post : .comment }

  /// A document's row, for merges.
  func record(_ document: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[place(document)..<place(document) + Self.documentBytes])
  }

  /// All that is stored of a document, for merges.
  func stored(_ document: Int) -> UnsafeRawBufferPointer {
    let end = document + 1 < documentCount ? storedPlace(document + 1) : offsets[2]
    return UnsafeRawBufferPointer(rebasing: bytes[storedPlace(document)..<end])
  }

  private func storedPlace(_ document: Int) -> Int {
    offsets[1] + Int(bytes.number(place(document) + Self.storedOffset, UInt64.self))
  }

  /// What is stored of a document, without its title and body unless they are asked for.
  func attributes(_ document: Int) -> (author: String, tags: [String]) {
    var reader = ByteReader(bytes: bytes, offset: storedPlace(document))
    let author = reader.text()
    return (author, (0..<reader.varint()).map { _ in reader.text() })
  }

  func document(_ number: Int) -> SearchDocument {
    var reader = ByteReader(bytes: bytes, offset: storedPlace(number))
    let author = reader.text()
    let tags = (0..<reader.varint()).map { _ in reader.text() }
    return SearchDocument(
      tenant: TenantID(tenant(number)), id: id(number), kind: kind(number), threadID: thread(number), categoryID: category(number), author: author,
      tags: tags, title: reader.text(), body: reader.text(), createdAt: Timestamp(milliseconds: created(number)))
  }

  /// The document of this id.
  func find(_ tenant: TenantID, _ id: RawID) -> Int? {
    guard let share = share(of: tenant) else { return nil }
    var range = share.documents
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let found = self.id(middle)
      if found == id { return middle }
      range = found < id ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  var tenants: [RawID] { (0..<tenantCount).map { rawID(tenantPlace($0)) } }

  private func tenantPlace(_ index: Int) -> Int { offsets[2] + index * Self.tenantBytes }

  func share(of tenant: TenantID) -> Share? {
    var range = 0..<tenantCount
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let place = tenantPlace(middle)
      let found = rawID(place)
      guard found == tenant.raw else {
        range = found < tenant.raw ? middle + 1..<range.upperBound : range.lowerBound..<middle
        continue
      }
      let first = Int(bytes.number(place + 16, UInt32.self))
      let firstTerm = Int(bytes.number(place + 24, UInt32.self))
      return Share(
        documents: first..<first + Int(bytes.number(place + 20, UInt32.self)),
        terms: firstTerm..<firstTerm + Int(bytes.number(place + 28, UInt32.self)), titleWords: bytes.number(place + 32, UInt64.self),
        bodyWords: bytes.number(place + 40, UInt64.self))
    }
    return nil
  }

  // Terms

  private func termPlace(_ term: Int) -> Int { offsets[3] + term * Self.termBytes }

  func key(_ term: Int) -> UnsafeRawBufferPointer {
    let start = offsets[4] + Int(bytes.number(termPlace(term), UInt32.self))
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(bytes.number(termPlace(term) + 4, UInt32.self))])
  }

  func documentFrequency(_ term: Int) -> Int { Int(bytes.number(termPlace(term) + 12, UInt32.self)) }

  /// The first term of the range that is not before `key`.
  func lowerBound(_ key: [UInt8], in terms: Range<Int>) -> Int {
    var range = terms
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if self.key(middle).lexicographicallyPrecedes(key) { range = middle + 1..<range.upperBound } else { range = range.lowerBound..<middle }
    }
    return range.lowerBound
  }

  /// Calls `body` with each document of a term and how often the term is in its title and body.
  func eachPosting(_ term: Int, _ body: (_ document: Int, _ inTitle: UInt32, _ inBody: UInt32) -> Void) {
    eachPosting(term) { document, inTitle, inBody, reader in
      for _ in 0..<(inTitle + inBody) { reader.skip() }
      body(document, inTitle, inBody)
    }
  }

  /// The positions of a term in one field of each document.
  func positions(_ term: Int) -> [Int: (title: [UInt32], body: [UInt32])] {
    var found: [Int: (title: [UInt32], body: [UInt32])] = [:]
    eachPosting(term) { document, inTitle, inBody, reader in
      func field(_ count: UInt32) -> [UInt32] {
        var last: UInt32 = 0
        return (0..<count).map { _ in
          last += reader.varint()
          return last
        }
      }
      found[document] = (field(inTitle), field(inBody))
    }
    return found
  }

  /// Calls `body` with each document of a term and the rest of its posting, for merges.
  func eachPostingBytes(_ term: Int, _ body: (_ document: Int, _ rest: UnsafeRawBufferPointer) -> Void) {
    var reader = ByteReader(bytes: bytes, offset: offsets[5] + Int(bytes.number(termPlace(term) + 8, UInt32.self)))
    var document = 0
    for _ in 0..<documentFrequency(term) {
      document += Int(reader.varint())
      let start = reader.offset
      let occurrences = reader.varint() + reader.varint()
      for _ in 0..<occurrences { reader.skip() }
      body(document, UnsafeRawBufferPointer(rebasing: bytes[start..<reader.offset]))
    }
  }

  /// `body` must read all positions.
  private func eachPosting(_ term: Int, _ body: (Int, UInt32, UInt32, inout ByteReader) -> Void) {
    var reader = ByteReader(bytes: bytes, offset: offsets[5] + Int(bytes.number(termPlace(term) + 8, UInt32.self)))
    var document = 0
    for _ in 0..<documentFrequency(term) {
      document += Int(reader.varint())
      let inTitle = reader.varint()
      let inBody = reader.varint()
      body(document, inTitle, inBody, &reader)
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}
