import ForumKernel
import Testing

@testable import InvertedIndex

@Suite("Merging segments") struct SegmentMergerTests {
  @Test("a merged segment is the one that its living documents would have made", arguments: [0, 1, 5])
  func merge(deletedOfTen: Int) throws {
    let documents = (0..<200).map(Self.document)
    var kept: [SearchDocument] = []
    // Ids, words and tenants of the parts are mixed, as updates mix them.
    let parts = try (0..<4).map { index in
      let own = documents.enumerated().filter { $0.offset % 4 == index }.map(\.element).sorted { ($0.tenant, $0.id) < ($1.tenant, $1.id) }
      var part = IndexSnapshot.Part(try #require(Segment(ByteStorage(SegmentWriter.segment(of: own)))))
      for (number, document) in own.enumerated() {
        if number % 10 < deletedOfTen { part.deleted.insert(number) } else { kept.append(document) }
      }
      return part
    }
    #expect(SegmentMerger.segment(of: parts) == SegmentWriter.segment(of: kept))
  }

  @Test("of deleted documents nothing is left")
  func nothing() throws {
    var part = IndexSnapshot.Part(try #require(Segment(ByteStorage(SegmentWriter.segment(of: [Self.document(1)])))))
    part.deleted.insert(0)
    #expect(SegmentMerger.segment(of: [part, part]) == nil)
  }

  private static func document(_ number: Int) -> SearchDocument {
    let scattered = UInt64(number) &* 0x9e37_79b9_7f4a_7c15
    let words = ["heron", "Reiher", "鷺が飛ぶ", "garza", "heron"]
    return SearchDocument(
      tenant: ID(RawID(high: 1, low: scattered >> 62)), id: RawID(high: scattered, low: 2), kind: number % 3 == 0 ? .comment : .post,
      threadID: RawID(high: 3, low: UInt64(number)), categoryID: RawID(high: 4, low: 4), author: "ada\(number % 7)",
      tags: number % 2 == 0 ? ["birds", "água"] : [], title: number % 3 == 0 ? "" : "\(words[number % 5]) number \(number)",
      body: (0..<number % 40).map { "\(words[$0 % 5])\($0 % 11)" }.joined(separator: " "), createdAt: Timestamp(milliseconds: Int64(number)))
  }
}
