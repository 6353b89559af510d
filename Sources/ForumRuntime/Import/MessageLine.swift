import Forum
import ForumKernel
import Foundation

/// One line of a JSON Lines file: `id, board, kind, parent_id, thread_id, author, author_id|author_key, posted_at, subject, body, body_format`.
/// Fields that are not named here are ignored.
struct MessageLine: Decodable {
  /// Ids of other programs are short; a longer one is a broken record.
  private static let idLengthMax = 200

  let id: String
  let board: String?
  let parentID: String?
  let threadID: String?
  let author: String?
  let authorID: String?
  let authorKey: String?
  let postedAt: String
  let subject: String?
  let body: String?
  let bodyFormat: String?

  enum CodingKeys: String, CodingKey {
    case id, board, author, subject, body
    case parentID = "parent_id"
    case threadID = "thread_id"
    case authorID = "author_id"
    case authorKey = "author_key"
    case postedAt = "posted_at"
    case bodyFormat = "body_format"
  }

  /// The message, or why the record cannot be taken, in a few words.
  static func parse(_ line: String, boardNames: [String: String]) -> Result<ImportedMessage, SkippedRecord> {
    do {
      return try JSONDecoder().decode(MessageLine.self, from: Data(line.utf8)).message(boardNames)
    } catch DecodingError.keyNotFound(let key, _) {
      return .failure(SkippedRecord(reason: "the field \(key.stringValue) is missing"))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      return .failure(SkippedRecord(reason: "the field \(context.codingPath.map(\.stringValue).joined(separator: ".")) has the wrong type"))
    } catch {
      return .failure(SkippedRecord(reason: "the line is not a JSON object"))
    }
  }

  private func message(_ boardNames: [String: String]) -> Result<ImportedMessage, SkippedRecord> {
    for (name, value) in [("id", id), ("thread_id", threadID ?? id), ("board", board ?? "general")]
    where value.isEmpty || value.count > Self.idLengthMax {
      return .failure(SkippedRecord(reason: "the field \(name) is empty or longer than \(Self.idLengthMax) characters"))
    }
    guard let time = Timestamp(postedAt) else { return .failure(SkippedRecord(reason: "posted_at is not an RFC 3339 time")) }
    guard let format = BodyFormat(rawValue: bodyFormat ?? "text") else {
      return .failure(SkippedRecord(reason: "body_format is none of markdown, html, text"))
    }
    guard let body, body.count <= ForumLimits.importedBodyLengthMax else {
      return .failure(SkippedRecord(reason: "the body is missing or longer than \(ForumLimits.importedBodyLengthMax) characters"))
    }
    return .success(
      ImportedMessage(
        externalID: id, board: board ?? "general", boardName: boardNames[board ?? "general"], parentID: parentID, threadID: threadID ?? id,
        author: author.map(Self.clean), authorID: authorID ?? authorKey, postedAt: time, subject: Self.clean(subject ?? ""),
        body: body.replacing("\0", with: "\u{FFFD}"), format: format))
  }

  /// One line without control characters.
  private static func clean(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}

/// Why a record was left out.
struct SkippedRecord: Error, Sendable {
  let reason: String
}
