import Forum
import ForumKernel

extension Fields {
  /// A post with the comments that were read with it.
  init(_ view: PostView, comments: Page<CommentView>?, in setting: PostSetting) {
    let post = view.post
    self = [
      "id": post.id.description, "position": post.position, "author": Fields(author: view.author), "time": DisplayTime(post.createdAt).fields,
      "edited": post.editedAt.map { DisplayTime($0).fields }, "html": post.content.pageHTML, "attachments": Fields.attachments(of: view),
      "hasAttachments": !view.attachments.isEmpty, "permalink": PageAddress.entry(post.id.raw).path,
      "answered": post.replyToID.map { Fields(answered: $0, by: setting.authors[$0]) }, "hasReactions": !post.reactions.counts.isEmpty,
      "reactions": Fields.reactions(post.reactions),
      "ignored": setting.marks.ignores(view.author), "isFirstNew": setting.firstNew == post.id,
      "revisions": setting.seesRevisions(of: view) ? PageAddress.revisions(post.id).path : nil,
      "acts": setting.visitor.map { Fields(acts: $0, on: view, isBookmarked: setting.marks.bookmarked.contains(post.id)) },
      "talk": comments.map { Fields(comments: $0, of: post, setting) },
    ]
  }

  /// What a visitor may do with a post.
  private init(acts visitor: Visitor, on view: PostView, isBookmarked: Bool) {
    let post = view.post
    let isOwn = view.author?.handle == visitor.handle
    self = [
      "reply": PageAddress.reply(post.threadID).path(("to", post.id.description)), "comment": PageAddress.comment(post.id).path,
      "edit": isOwn ? PageAddress.edit(post.id).path : nil, "react": PageAddress.reaction(post.id).path,
      "report": isOwn ? nil : PageAddress.reportPost(post.id).path,
      "bookmark": MarkAddress.post(post.id).path, "isBookmarked": isBookmarked, "here": PageAddress.entry(post.id.raw).path,
      "kinds": ForumLimits.reactionKinds.map { ["kind": $0, "count": post.reactions.counts[$0]] as Fields },
    ]
  }

  private init(answered id: PostID, by author: String?) {
    self = ["href": author == nil ? PageAddress.entry(id.raw).path : "#p-\(id)", "name": author ?? "another post"]
  }

  private init(comments: Page<CommentView>, of post: Post, _ setting: PostSetting) {
    let rest = comments.next == nil ? nil : "All \(post.commentCount) comments"
    self = ["comments": CommentTree.fields(comments.items, setting), "rest": rest, "href": PageAddress.comments(post.id).path]
  }

  /// In the order in which people may choose them.
  private static func reactions(_ reactions: ReactionCounts) -> [Fields] {
    ForumLimits.reactionKinds.compactMap { kind in
      reactions.counts[kind].map { ["kind": kind, "count": $0] }
    }
  }
}
