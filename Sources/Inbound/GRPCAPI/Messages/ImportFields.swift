import Forum
import ForumKernel
import GRPCProto
import HTTPAPI
import SwiftProtobuf

/// One message of an archive; an import takes any number of them.
struct ImportFields: BodyFields {
  /// As archives that are read from files have it.
  fileprivate static let idLengthMax = 200
  /// Of a line that becomes a title, which is cut to its own limit.
  private static let subjectLengthMax = 1000
  private static let tagsMax = 100

  let message: ArchiveMessage

  init(_ fields: inout FieldReader) {
    let id = FieldType<String>.line(1...Self.idLengthMax)
    _ = ImportSource(&fields)
    message = ArchiveMessage(
      id: fields.required("id", id), board: fields.required("board", id), boardName: fields.optional("board_name", id),
      threadID: fields.optional("thread_id", id), parents: fields.optional("parent_id", id).map { [$0] } ?? [],
      author: ArchiveAuthor(id: fields.optional("author_id", id), name: fields.optional("author", id)),
      postedAt: fields.required("posted_at", .time), subject: fields.optional("subject", .line(0...Self.subjectLengthMax), default: ""),
      tags: fields.optional("tags", .list(of: id, count: 0...Self.tagsMax), default: []),
      text: ArchiveText(
        body: fields.required("body", .text(1...ForumLimits.importedBodyLengthMax)),
        format: fields.optional("body_format", .choice(), default: .text)))
  }
}

/// Where the ids of an archive come from.
private struct ImportSource: BodyFields {
  let name: String?

  init(_ fields: inout FieldReader) { name = fields.optional("source", .line(1...ImportFields.idLengthMax)) }
}

extension Forumlite_V1_ImportMessagesRequest {
  /// What the message names, whatever else is wrong with it.
  var readableSource: String? {
    let alone = Self.with { $0.source = source }
    return try? alone.fields(ImportSource.self, bytesMax: .max).name
  }
}

extension Forumlite_V1_ImportMessagesResponse {
  /// Reasons that are told.
  private static let reasonsMax = 20
  /// A longer id is refused, and may be as long as a message.
  private static let reasonLengthMax = 1000

  /// Counts a message that was not taken.
  mutating func skip(_ id: String, _ reason: String) {
    skipped += 1
    if reasons.count < Self.reasonsMax { reasons.append(Self.line(id, reason)) }
  }

  /// Counts a message that is new, with what of it is not as it was.
  mutating func create(_ id: String, _ changes: [String]) {
    created += 1
    if !changes.isEmpty { changed += 1 }
    self.changes += changes.prefix(Self.reasonsMax - self.changes.count).map { Self.line(id, $0) }
  }

  private static func line(_ id: String, _ reason: String) -> String {
    "\(cut(id, to: ImportFields.idLengthMax)): \(cut(reason, to: reasonLengthMax))"
  }

  private static func cut(_ text: String, to length: Int) -> String {
    let scalars = text.unicodeScalars.prefix(length)
    return scalars.endIndex == text.endIndex ? text : String(scalars) + "…"
  }
}

extension ArchiveAuthor {
  /// nil when nobody is named. Who has no id is told apart by name, and one without a name goes by the id.
  fileprivate init?(id: String?, name: String?) {
    guard let known = id ?? name.map({ "name:\($0)" }) else { return nil }
    self.init(id: known, name: name ?? known)
  }
}
