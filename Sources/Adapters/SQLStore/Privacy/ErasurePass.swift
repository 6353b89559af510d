import Auth
import ForumKernel

/// One way through a table for an erasure, by ids. What has no index by account is looked for in ranges, on a reader.
struct ErasurePass<Row: Sendable>: Sendable {
  typealias RangeEnd = @Sendable (any SQLConnection, _ after: RawID, _ rows: Int64) throws -> RawID?

  let name: String
  /// The last id of a range of so many rows; nil where there are no more. Without it the rows have an index by account.
  let rangeEnd: RangeEnd?
  /// Rows of the account after an id, up to another one, in the order of ids.
  let page: @Sendable (any SQLConnection, _ after: RawID, _ end: RawID, _ size: Int64) throws -> [Row]
  let id: @Sendable (Row) -> RawID
  let change: @Sendable (Row, SQLTransaction) throws -> Void
}

extension SQLStore {
  /// Rows that are looked through at once: some megabytes of posts.
  static let erasureRange: Int64 = 5000
  /// Rows that one transaction changes: nobody waits long for the writer.
  private static let erasureChunk: Int64 = 50

  /// From where the pass has come to its end. The place is saved with what is changed, so that the next process goes on there. `isLate`: once more, for what
  /// came in meanwhile.
  func run<Row>(_ pass: ErasurePass<Row>, of erasure: Erasure, isLate: Bool) async throws {
    let name = isLate ? "late \(pass.name)" : pass.name
    var place = try await read(erasure.tenant) { try ErasedContentQueries.findErasurePlace($0, erasureID: erasure.id.raw, pass: name) } ?? .zero
    while place < .max {
      try Task.checkCancellation()
      let after = place
      let (rows, end) = try await read(erasure.tenant) { connection -> ([Row], RawID) in
        let end = try pass.rangeEnd?(connection, after, Self.erasureRange) ?? .max
        return (try pass.page(connection, after, end, Self.erasureChunk), end)
      }
      let last = rows.count == Int(Self.erasureChunk) ? rows.last.map(pass.id) : nil
      let reached = last ?? end
      try await transaction(erasure.tenant, actor: nil) { tx in
        for row in rows { try pass.change(row, tx) }
        try ErasedContentQueries.putErasurePlace(
          tx.connection, erasureID: erasure.id.raw, pass: name, tenantID: erasure.tenant.raw, afterID: reached)
      }
      place = reached
    }
  }
}
