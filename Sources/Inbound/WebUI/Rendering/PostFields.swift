import Forum
import ForumKernel

extension Fields {
  /// A post with the comments that were read with it. `authors` names the authors of the posts on the same page, by post.
  init(_ view: PostView, comments: Page<CommentView>?, authors: [PostID: String]) {
    let post = view.post
    self = [
      "id": post.id.description, "position": post.position, "author": Fields(author: view.author), "time": DisplayTime(post.createdAt).fields,
      "edited": post.editedAt.map { DisplayTime($0).fields }, "html": post.content.html, "permalink": PageAddress.entry(post.id.raw).path,
      "answered": post.replyToID.map { Fields(answered: $0, by: authors[$0]) }, "hasReactions": !post.reactions.counts.isEmpty,
      "reactions": Fields.reactions(post.reactions),
      "talk": comments.map { Fields(comments: $0, of: post) },
    ]
  }

  private init(answered id: PostID, by author: String?) {
    self = ["href": author == nil ? PageAddress.entry(id.raw).path : "#p-\(id)", "name": author ?? "another post"]
  }

  private init(comments: Page<CommentView>, of post: Post) {
    let rest = comments.next == nil ? nil : "All \(post.commentCount) comments"
    self = ["comments": CommentTree.fields(comments.items), "rest": rest, "href": PageAddress.comments(post.id).path]
  }

  /// In the order in which people may choose them.
  private static func reactions(_ reactions: ReactionCounts) -> [Fields] {
    ForumLimits.reactionKinds.compactMap { kind in
      reactions.counts[kind].map { ["kind": kind, "count": $0] }
    }
  }
}
