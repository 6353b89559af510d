package import Forum
package import ForumKernel

// Texts may be long: a list of them ends its page when it has this much, so that no answer is large. The client follows `next` as always.
private let pageBytesMax = 1 << 20

extension Page<PostView> {
  package var bounded: Page<PostView> { bounded(to: pageBytesMax, size: { $0.post.content.bytes }) { PagePosition(after: $0) } }
}

extension Page<CommentView> {
  package var bounded: Page<CommentView> { bounded(to: pageBytesMax, size: { $0.comment.content.bytes }) { PagePosition(after: $0) } }
}

extension Page<RevisionView> {
  var bounded: Page { bounded(to: pageBytesMax, size: { $0.revision.content.bytes }) { PagePosition(after: $0) } }
}

extension Page<SavedDraft> {
  var bounded: Page { bounded(to: pageBytesMax, size: { $0.text.body.utf8.count }) { PagePosition(after: $0) } }
}

extension PostContent {
  fileprivate var bytes: Int { body.utf8.count + html.utf8.count }
}
