import Forum
import ForumKernel

/// What the rows of a dump mean here.
struct DumpMapping {
  let board: String

  func author(_ row: DumpRow) throws(SkippedRecord) -> ArchiveAuthor {
    let id = try field("Id", row)
    return ArchiveAuthor(id: "u\(id)", name: name(row["DisplayName"]) ?? "user\(id)")
  }

  func message(_ row: DumpRow) throws(SkippedRecord) -> ArchiveMessage {
    let id = try field("Id", row)
    let type = row["PostTypeId"]
    guard type == "1" || type == "2" else {
      throw SkippedRecord(reason: "a post of type \(PlainText.line(type ?? "none")) is neither question nor answer")
    }
    let parent = type == "2" ? try field("ParentId", row) : nil
    return ArchiveMessage(
      id: "p\(id)", board: board, threadID: nil, parents: parent.map { ["p\($0)"] } ?? [], author: writer(row, "OwnerUserId", "OwnerDisplayName"),
      postedAt: try time(row), subject: PlainText.collapsed(row["Title"] ?? ""), tags: tags(row["Tags"] ?? ""), text: try text("Body", row, .html))
  }

  func comment(_ row: DumpRow) throws(SkippedRecord) -> ArchiveComment {
    let post = try field("PostId", row)
    return ArchiveComment(
      id: "c\(try field("Id", row))", board: board, threadID: nil, parentID: "p\(post)", author: writer(row, "UserId", "UserDisplayName"),
      postedAt: try time(row), text: try text("Text", row, .markdown))
  }

  /// Upward votes have a counterpart; the others are the site's own business.
  func vote(_ row: DumpRow) throws(SkippedRecord) -> ArchiveVote {
    guard row["VoteTypeId"] == "2" else {
      throw SkippedRecord(reason: "a vote of type \(PlainText.line(row["VoteTypeId"] ?? "none")) has no counterpart")
    }
    return ArchiveVote(id: "v\(try field("Id", row))", postID: "p\(try field("PostId", row))", kind: "like")
  }

  /// A number that stands for something.
  private func field(_ name: String, _ row: DumpRow) throws(SkippedRecord) -> Int64 {
    guard let value = row[name] else { throw SkippedRecord(reason: "the attribute \(name) is missing") }
    guard let number = Int64(value) else { throw SkippedRecord(reason: "the attribute \(name) is no number") }
    return number
  }

  /// Times of a dump are UTC and do not say so.
  private func time(_ row: DumpRow) throws(SkippedRecord) -> Timestamp {
    guard let time = row["CreationDate"].flatMap({ Timestamp($0.hasSuffix("Z") ? $0 : $0 + "Z") }) else {
      throw SkippedRecord(reason: "CreationDate is missing or no time")
    }
    return time
  }

  private func text(_ name: String, _ row: DumpRow, _ format: BodyFormat) throws(SkippedRecord) -> ArchiveText {
    let body = row[name] ?? ""
    guard body.count <= ForumLimits.importedBodyLengthMax else {
      throw SkippedRecord(reason: "the body is longer than \(ForumLimits.importedBodyLengthMax) characters")
    }
    return ArchiveText(body: PlainText.storable(body), format: format)
  }

  /// By number, or by name alone when the account is gone.
  private func writer(_ row: DumpRow, _ id: String, _ displayName: String) -> ArchiveAuthor? {
    let known = name(row[displayName])
    if let number = row[id].flatMap(Int64.init) { return ArchiveAuthor(id: "u\(number)", name: known ?? "user\(number)") }
    return known.map { ArchiveAuthor(id: "name:\($0)", name: $0) }
  }

  private func name(_ text: String?) -> String? {
    let name = PlainText.collapsed(text ?? "")
    return name.isEmpty ? nil : name
  }

  /// `<malt><hops>`, or `|malt|hops|` in newer dumps.
  private func tags(_ text: String) -> [String] { text.split { "<>|".contains($0) }.map(String.init) }
}
