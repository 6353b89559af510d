import Forum
import ForumKernel
import HTTPAPI

/// One message of an archive; an import takes any number of them.
struct ImportFields: BodyFields {
  /// As archives that are read from files have it.
  private static let idLengthMax = 200
  /// Of a line that becomes a title, which is cut to its own limit.
  private static let subjectLengthMax = 1000
  private static let tagsMax = 100

  let source: String?
  let message: ArchiveMessage

  init(_ fields: inout FieldReader) {
    let id = FieldType<String>.line(1...Self.idLengthMax)
    source = fields.optional("source", id)
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

extension ArchiveAuthor {
  /// nil when nobody is named. Who has no id is told apart by name, and one without a name goes by the id.
  fileprivate init?(id: String?, name: String?) {
    guard let known = id ?? name.map({ "name:\($0)" }) else { return nil }
    self.init(id: known, name: name ?? known)
  }
}
