public import ForumKernel

/// What became of each item of a chunk, in order.
public enum ImportOutcome: Sendable, Equatable {
  /// `changes`: what of it is not as it was, in a few words each.
  case created(changes: [String] = [])
  /// It had been imported before.
  case known
  case skipped(reason: String)
}

/// Brings an archive in, a chunk per transaction, keeping authors, times and reply structure; needs `system.operate`.
/// Idempotent: an item of the same source and id is imported once, so that a run can be cut anywhere and repeated.
public struct ImportItems: Sendable {
  let store: any ForumStore
  let renderer: any BodyRenderer
  /// Under which the store finds an author whose account was erased.
  let authorDigest: @Sendable (_ word: String, TenantID) -> String

  /// `source` names where the ids come from. An item that cannot be taken is skipped with its reason; the others are kept.
  public func callAsFunction(_ items: [ArchiveItem], source: String, by principal: Principal) async throws -> [ImportOutcome] {
    try principal.require(.systemOperate)
    let contents = items.map { item in
      item.text.map { text in Result { try PostContent.rendered(text.body, text.format, renderer) } }
    }
    return try await store.write(principal.tenant, actor: principal.userID) { [authorDigest] tx in
      try zip(items, contents).map { item, content in
        let records = ImportRecords(tx: tx, source: source, authorDigest: authorDigest)
        return switch (item, content) {
        case (.author(let author), _): try records.take(author)
        case (.board(let board), _): try BoardImporter(records: records).take(board)
        case (.vote(let vote), _): try VoteImporter(records: records).take(vote)
        case (.message(let message), .success(let content)): try MessageImporter(records: records).take(message, content)
        case (.comment(let comment), .success(let content)): try CommentImporter(records: records).take(comment, content)
        case (.message, _), (.comment, _): .skipped(reason: "the body could not be rendered")
        }
      }
    }
  }
}

extension ArchiveItem {
  fileprivate var text: ArchiveText? {
    switch self {
    case .message(let message): message.text
    case .comment(let comment): comment.text
    case .author, .board, .vote: nil
    }
  }
}
