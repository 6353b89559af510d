import ForumKernel

extension ForumTransaction {
  /// Gives a post its attachments: those that are wished (nil: those that it has), and of those that its text shows what is the author's, as long as there
  /// is room. Others than `author`'s can stay, and not come; where an earlier text comes back, those of `former` that it shows come back too.
  /// Throws `invalid` with a fault for each that is not there or somebody else's.
  func attach(
    _ wished: [AttachmentID]?, to post: Post, isNew: Bool = false, by author: UserID, or former: UserID? = nil
  ) throws -> [AttachmentView] {
    let named = post.content.attachmentIDs
    if isNew, wished?.isEmpty != false, named.isEmpty { return [] }
    let current = isNew ? [] : try attachments(of: post.id)
    var (views, faults): ([AttachmentView], [Fault]) = ([], [])
    for (index, id) in (wished ?? current.map(\.attachment.id)).enumerated() where !views.contains(where: { $0.attachment.id == id }) {
      if let view = try current.first(where: { $0.attachment.id == id }) ?? own(id, author) {
        views.append(view)
      } else {
        faults.append(Fault("/attachment_ids/\(index)", "not_found", "You have no upload of this id."))
      }
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    for id in named where views.count < AttachmentLimits.perPostMax && !views.contains(where: { $0.attachment.id == id }) {
      if let view = try current.first(where: { $0.attachment.id == id }) ?? own(id, author) ?? former.flatMap({ try own(id, $0) }) {
        views.append(view)
      }
    }
    if views.map(\.attachment.id) != current.map(\.attachment.id) { try setAttachments(views.map(\.attachment.id), of: post.id) }
    return views
  }

  private func own(_ id: AttachmentID, _ author: UserID) throws -> AttachmentView? {
    guard let view = try attachment(id), view.attachment.authorID == author else { return nil }
    return view
  }

  /// Tells readers of the posts that use it, whose answers show another one or none from now on.
  func tellPosts(using attachment: AttachmentID) throws {
    for (post, thread) in try posts(using: attachment) { try emit(PostEdited(threadID: thread, postID: post)) }
  }
}
