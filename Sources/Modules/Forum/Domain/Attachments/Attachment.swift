public import ForumKernel

public enum AttachmentTag {}
public typealias AttachmentID = ID<AttachmentTag>

/// A file that somebody uploaded, to be used in posts of theirs.
public struct Attachment: Sendable, Equatable, Codable {
  public let id: AttachmentID
  public let blob: Blob
  /// Who uploaded it; nil after erasure.
  public let authorID: UserID?
  public let filename: FileName
  /// What it shows, for those who do not see it; may be empty.
  public private(set) var description: String
  /// Since when no post uses it; nil while one does.
  public let unusedAt: Timestamp?
  public let createdAt: Timestamp
  public private(set) var updatedAt: Timestamp
  public private(set) var version: Int64

  public init(
    id: AttachmentID, blob: Blob, authorID: UserID?, filename: FileName, description: String, unusedAt: Timestamp?, createdAt: Timestamp,
    updatedAt: Timestamp, version: Int64
  ) {
    self.id = id
    self.blob = blob
    self.authorID = authorID
    self.filename = filename
    self.description = description
    self.unusedAt = unusedAt
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
  }

  mutating func describe(_ text: String, now: Timestamp) {
    description = text
    updatedAt = now
    version += 1
  }

  /// Where the API has its bytes.
  public var path: String { Self.path(of: id) }
  public var thumbnailPath: String { "\(Self.folder)\(id)/thumbnail" }

  /// `/api/v1/attachments/…/content`
  public static func path(of id: AttachmentID) -> String { "\(folder)\(id)\(Self.content)" }

  /// Before the id.
  public static let folder = "/api/v1/attachments/"
  static let content = "/content"
}

extension DraftText {
  /// As texts name a file, in whatever format they are: by its id.
  func names(_ id: AttachmentID) -> Bool { body.lowercased().contains(id.description) }
}

extension PostContent {
  /// The attachments whose bytes the HTML names, in their order, each once.
  var attachmentIDs: [AttachmentID] {
    guard namesFolder else { return [] }
    var found: [AttachmentID] = []
    for part in html.split(separator: Attachment.folder).dropFirst(html.hasPrefix(Attachment.folder) ? 0 : 1) {
      guard let id = AttachmentID(part.prefix(36)), part.dropFirst(36).hasPrefix(Attachment.content), !found.contains(id) else { continue }
      found.append(id)
    }
    return found
  }

  /// Whether the folder of attachments stands in the HTML, by bytes: every post is asked, and hardly any names one.
  private var namesFolder: Bool {
    let (bytes, folder) = (html.utf8, Attachment.folder.utf8)
    return bytes.indices.contains { bytes[$0] == folder.first && bytes[$0...].starts(with: folder) }
  }
}
