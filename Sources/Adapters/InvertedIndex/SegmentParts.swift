/// The six parts of a segment while it is made. The layout is in `Segment`.
struct SegmentParts {
  var documents = ByteWriter()
  var stored = ByteWriter()
  var tenants = ByteWriter()
  var terms = ByteWriter()
  var keys = ByteWriter()
  var postings = ByteWriter()
  private(set) var documentCount: UInt32 = 0
  private(set) var termCount: UInt32 = 0
  private(set) var tenantCount: UInt32 = 0

  /// `record` is the document's row but for the offset of what is stored of it, which is set here.
  mutating func addDocument(_ record: some Collection<UInt8>, stored text: some Collection<UInt8>) {
    let start = documents.bytes.count
    documents.bytes.append(contentsOf: record)
    withUnsafeBytes(of: UInt64(stored.bytes.count).littleEndian) {
      documents.bytes.replaceSubrange(start + Segment.storedOffset..<start + Segment.storedOffset + 8, with: $0)
    }
    stored.bytes.append(contentsOf: text)
    documentCount += 1
  }

  /// The postings that are added until the next call are those of this term.
  /// The number of documents is set by `endTerm`.
  mutating func beginTerm(_ key: some Collection<UInt8>) {
    terms.number(UInt32(keys.bytes.count))
    terms.number(UInt32(key.count))
    terms.number(UInt32(postings.bytes.count))
    keys.bytes.append(contentsOf: key)
  }

  mutating func endTerm(documents count: UInt32) {
    terms.number(count)
    termCount += 1
  }

  /// After all documents and terms of a tenant.
  mutating func addTenant(_ tenant: [UInt8], firstDocument: UInt32, firstTerm: UInt32, titleWords: UInt64, bodyWords: UInt64) {
    tenants.bytes += tenant
    tenants.number(firstDocument)
    tenants.number(documentCount - firstDocument)
    tenants.number(firstTerm)
    tenants.number(termCount - firstTerm)
    tenants.number(titleWords)
    tenants.number(bodyWords)
    tenantCount += 1
  }

  func assembled() -> [UInt8] {
    let parts = [documents.bytes, stored.bytes, tenants.bytes, terms.bytes, keys.bytes, postings.bytes]
    var segment = ByteWriter()
    segment.bytes.reserveCapacity(parts.reduce(Segment.headerBytes) { $0 + $1.count })
    segment.bytes += Segment.magic.utf8
    segment.number(documentCount)
    segment.number(tenantCount)
    var offset = UInt64(Segment.headerBytes)
    for part in parts {
      segment.number(offset)
      offset += UInt64(part.count)
    }
    segment.number(offset)
    for part in parts { segment.bytes += part }
    return segment.bytes
  }
}
