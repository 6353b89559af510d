import Forum
import ForumKernel

/// Among what a post is shown, and to whom.
struct PostSetting: Sendable {
  /// The authors of the posts on the same page, by post.
  let authors: [PostID: String]
  let visitor: Visitor?
  let marks: ReaderMarks
  /// The first post that its reader has not seen yet, in a thread that they have seen before.
  let firstNew: PostID?

  init(_ posts: [PostView], _ visitor: Visitor?, _ marks: ReaderMarks) {
    authors = Dictionary(posts.map { ($0.post.id, $0.author?.displayName ?? "a deleted account") }) { first, _ in first }
    self.visitor = visitor
    self.marks = marks
    let new = marks.readPosition == 0 ? nil : posts.first { $0.post.position > marks.readPosition && $0.author?.id != visitor?.id }
    firstNew = new?.post.id
  }

  /// Members report what others wrote.
  func mayReport(_ author: AuthorView?) -> Bool { visitor.map { $0.id != author?.id } ?? false }

  /// Its author and moderators see what an edited post said before.
  func seesRevisions(of view: PostView) -> Bool {
    guard let visitor, view.post.editedAt != nil else { return false }
    return visitor.isModerator || view.author?.id == visitor.id
  }
}
