import Forum
import ForumKernel
import Foundation

/// One line of a JSON Lines file: `id, board, kind, parent_id, thread_id, author, author_id|author_key, posted_at, subject, body, body_format, tags`,
/// `edited_at`, and of what opens a thread `locked` and `pinned`. Fields that are not named here are ignored. A line of the kind `board` is a category:
/// `board` is what the others call it, `id` its address, `subject` its name and `body` its description; it has no time.
struct MessageLine: Decodable {
  static let boardKind = "board"

  let id: String
  let board: String?
  let kind: String?
  let parentID: String?
  let threadID: String?
  let author: String?
  let authorID: String?
  let authorKey: String?
  let postedAt: String?
  let subject: String?
  let body: String?
  let bodyFormat: String?
  let tags: [String]?
  let editedAt: String?
  let locked: Bool?
  let pinned: Bool?

  enum CodingKeys: String, CodingKey {
    case id, board, kind, author, subject, body, tags, locked, pinned
    case parentID = "parent_id"
    case threadID = "thread_id"
    case authorID = "author_id"
    case authorKey = "author_key"
    case postedAt = "posted_at"
    case editedAt = "edited_at"
    case bodyFormat = "body_format"
  }

  /// The item, or why the record cannot be taken, in a few words; `changes` tells what of it is not as it was.
  static func parse(_ line: String, _ changes: inout [String]) -> Result<ArchiveItem, SkippedRecord> {
    do {
      return try JSONDecoder().decode(MessageLine.self, from: Data(line.utf8)).item(&changes)
    } catch DecodingError.keyNotFound(let key, _) {
      return .failure(SkippedRecord(reason: "the field \(key.stringValue) is missing"))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      guard !context.codingPath.isEmpty else { return .failure(SkippedRecord(reason: "the line is not a JSON object")) }
      return .failure(SkippedRecord(reason: "the field \(context.codingPath.map(\.stringValue).joined(separator: ".")) has the wrong type"))
    } catch {
      return .failure(SkippedRecord(reason: "the line is not a JSON object"))
    }
  }

  private func item(_ changes: inout [String]) -> Result<ArchiveItem, SkippedRecord> {
    let board = board ?? "general"
    for (name, value) in [("id", id), ("thread_id", threadID ?? id), ("parent_id", parentID ?? id), ("board", board)]
    where value.isEmpty || value.count > ImportLimits.idLengthMax {
      return .failure(SkippedRecord(reason: "the field \(name) is empty or longer than \(ImportLimits.idLengthMax) characters"))
    }
    if kind == Self.boardKind {
      let name = PlainText.line(subject ?? "", "the subject", &changes)
      let description = PlainText.storable(body ?? "", "the body", &changes)
      return .success(.board(ArchiveBoard(id: board, name: name.isEmpty ? board : name, slug: id, description: description)))
    }
    guard let postedAt else { return .failure(SkippedRecord(reason: "the field posted_at is missing")) }
    let edited = editedAt.map(Timestamp.init)
    guard edited != .some(nil) else { return .failure(SkippedRecord(reason: "edited_at is not an RFC 3339 time")) }
    guard let time = Timestamp(postedAt) else { return .failure(SkippedRecord(reason: "posted_at is not an RFC 3339 time")) }
    guard let format = BodyFormat(rawValue: bodyFormat ?? "text") else {
      return .failure(SkippedRecord(reason: "body_format is none of markdown, html, text"))
    }
    guard let body, body.count <= ForumLimits.importedBodyLengthMax else {
      return .failure(SkippedRecord(reason: "the body is missing or longer than \(ForumLimits.importedBodyLengthMax) characters"))
    }
    let text = ArchiveText(body: PlainText.storable(body, "the body", &changes), format: format)
    let author = writer(&changes)
    if kind == "comment" {
      guard let parentID else { return .failure(SkippedRecord(reason: "a comment without parent_id")) }
      var comment = ArchiveComment(id: id, board: board, threadID: threadID, parentID: parentID, author: author, postedAt: time, text: text)
      comment.editedAt = edited ?? nil
      return .success(.comment(comment))
    }
    var message = ArchiveMessage(
      id: id, board: board, threadID: threadID ?? id, parents: parentID.map { [$0] } ?? [], author: author, postedAt: time,
      subject: PlainText.line(subject ?? "", "the subject", &changes), tags: tags ?? [], text: text)
    message.editedAt = edited ?? nil
    message.isLocked = locked ?? false
    message.isPinned = pinned ?? false
    return .success(.message(message))
  }

  private func writer(_ changes: inout [String]) -> ArchiveAuthor? {
    let name = author.map { PlainText.line($0, "the author's name", &changes) }
    guard let id = authorID ?? authorKey ?? name.map({ "name:\($0)" }) else { return nil }
    return ArchiveAuthor(id: id, name: name ?? id)
  }
}
