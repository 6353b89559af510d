public import Auth
import Forum
public import ForumKernel

/// How the files of a tar archive begin and end.
public struct ArchiveFraming: Sendable {
  /// A whole file; the end of the archive for nil.
  let whole: @Sendable (ExportPart?, Timestamp) -> [UInt8]
  /// What stands before a file of this name and length, and after it.
  let around: @Sendable (_ name: String, _ bytes: Int64, Timestamp) -> (head: [UInt8], tail: [UInt8])

  public init(
    whole: @escaping @Sendable (ExportPart?, Timestamp) -> [UInt8],
    around: @escaping @Sendable (_ name: String, _ bytes: Int64, Timestamp) -> (head: [UInt8], tail: [UInt8])
  ) {
    self.whole = whole
    self.around = around
  }
}

/// The archive of an account's export, piece by piece: its lines as they were collected, then the files that the account has uploaded, as they are now.
actor ExportFeed {
  private enum Place {
    case lines(after: Int64)
    case files(after: PagePosition?)
    case file(any BlobReading, tail: [UInt8], after: PagePosition?)
    case end
  }

  private let export: AccountExport
  private let principal: Principal
  private let auth: AuthModule
  private let attachments: ReadAttachments
  private let framing: ArchiveFraming
  private var place = Place.lines(after: 0)

  init(_ export: AccountExport, of principal: Principal, _ auth: AuthModule, _ attachments: ReadAttachments, _ framing: ArchiveFraming) {
    self.export = export
    self.principal = principal
    self.auth = auth
    self.attachments = attachments
    self.framing = framing
  }

  /// nil at the end. Throws when a file breaks off.
  func next() async throws -> [UInt8]? {
    while true {
      switch place {
      case .lines(let after):
        guard let part = try await auth.exportAccount.part(of: export, after: after) else {
          place = .files(after: nil)
          continue
        }
        place = .lines(after: part.number)
        return framing.whole(part, export.createdAt)
      case .files(let after):
        guard let head = try await beginFile(after: after) else { continue }
        return head
      case .file(let reading, let tail, let after):
        if let piece = try await reading.next() { return piece }
        place = .files(after: after)
        if !tail.isEmpty { return tail }
      case .end: return nil
      }
    }
  }

  /// nil when the next file's bytes are not there, and in the end, after the end of the archive was noted.
  private func beginFile(after: PagePosition?) async throws -> [UInt8]? {
    let page = try await attachments.own(PageRequest(limit: 1, after: after), by: principal)
    guard let attachment = page.items.first?.attachment else {
      place = .end
      return framing.whole(nil, export.createdAt)
    }
    let here = PagePosition(key: 0, id: attachment.id.raw)
    place = .files(after: here)
    let blob = attachment.blob
    guard let reading = try? await attachments.open(attachment, principal.tenant, isThumbnail: false, range: nil), reading.size == blob.bytes else {
      return nil
    }
    let (head, tail) = framing.around("attachments/\(attachment.id).\(blob.type.rawValue)", blob.bytes, attachment.createdAt)
    place = .file(reading, tail: tail, after: here)
    return head
  }
}
