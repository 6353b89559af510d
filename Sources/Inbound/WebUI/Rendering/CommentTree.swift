import Forum
import ForumKernel

/// Nests the comments under a post, oldest first on each level.
enum CommentTree {
  /// A comment whose parent is not among `comments`, which a page may have cut off, stands on the top level.
  static func fields(_ comments: [CommentView], _ setting: PostSetting) -> [Fields] {
    let present = Set(comments.map(\.comment.id))
    let children = Dictionary(grouping: comments) { view in view.comment.parentID.flatMap { present.contains($0) ? $0 : nil } }
    return level(of: nil, children, setting)
  }

  /// Recurses as deep as comments may nest (`ForumLimits.commentDepthMax`).
  private static func level(of parent: CommentID?, _ children: [CommentID?: [CommentView]], _ setting: PostSetting) -> [Fields] {
    children[parent, default: []].map { view in
      let comment = view.comment
      let isDeleted = comment.deletedAt != nil
      let replies = level(of: comment.id, children, setting)
      return [
        "commentID": comment.id.description, "author": Fields(author: view.author), "time": DisplayTime(comment.createdAt).fields,
        "edited": comment.editedAt != nil, "deleted": isDeleted, "ignored": setting.marks.ignores(view.author),
        "report": setting.mayReport(view.author) && !isDeleted ? PageAddress.reportComment(comment.id).path : nil,
        "html": isDeleted ? "" : comment.content.html,
        "hasReplies": !replies.isEmpty, "replies": replies,
      ]
    }
  }
}
