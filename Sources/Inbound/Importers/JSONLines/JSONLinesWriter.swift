public import Forum
import ForumKernel
public import Foundation

/// Writes what `JSONLinesReader` reads.
public enum JSONLinesWriter {
  /// One line with its end; nil for what the format does not hold: authors on their own and votes.
  public static func line(_ item: ArchiveItem) throws -> Data? {
    let line: WrittenLine
    switch item {
    case .board(let board): line = WrittenLine(board)
    case .message(let message): line = WrittenLine(message)
    case .comment(let comment): line = WrittenLine(comment)
    case .author, .vote: return nil
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(line) + Data("\n".utf8)
  }
}

/// A line with all the fields that each has, also those that are null, and what only some have.
private struct WrittenLine: Encodable {
  let id: String
  let board: String
  let kind: String
  let parentID: String?
  let threadID: String?
  let author: ArchiveAuthor?
  let postedAt: String?
  let subject: String
  let tags: [String]
  let text: ArchiveText
  var editedAt: String?
  var isLocked = false
  var isPinned = false

  init(_ board: ArchiveBoard) {
    id = board.slug ?? board.id
    self.board = board.id
    kind = MessageLine.boardKind
    parentID = nil
    threadID = nil
    author = nil
    postedAt = nil
    subject = board.name
    tags = []
    text = ArchiveText(body: board.description, format: .text)
  }

  init(_ message: ArchiveMessage) {
    id = message.id
    board = message.board
    kind = message.parents.isEmpty ? "topic" : "reply"
    parentID = message.parents.first
    threadID = message.threadID
    author = message.author
    postedAt = message.postedAt.description
    subject = message.subject
    tags = message.tags
    text = message.text
    editedAt = message.editedAt?.description
    isLocked = message.isLocked
    isPinned = message.isPinned
  }

  init(_ comment: ArchiveComment) {
    id = comment.id
    board = comment.board
    kind = "comment"
    parentID = comment.parentID
    threadID = comment.threadID
    author = comment.author
    postedAt = comment.postedAt.description
    subject = ""
    tags = []
    text = comment.text
    editedAt = comment.editedAt?.description
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: MessageLine.CodingKeys.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(board, forKey: .board)
    try fields.encode(kind, forKey: .kind)
    try fields.encode(parentID, forKey: .parentID)
    try fields.encode(threadID, forKey: .threadID)
    try fields.encode(author?.name, forKey: .author)
    try fields.encode(author?.id, forKey: .authorID)
    try fields.encode(postedAt, forKey: .postedAt)
    try fields.encode(subject, forKey: .subject)
    try fields.encode(text.body, forKey: .body)
    try fields.encode(text.format.rawValue, forKey: .bodyFormat)
    if !tags.isEmpty { try fields.encode(tags, forKey: .tags) }
    try fields.encodeIfPresent(editedAt, forKey: .editedAt)
    if isLocked { try fields.encode(true, forKey: .locked) }
    if isPinned { try fields.encode(true, forKey: .pinned) }
  }
}
