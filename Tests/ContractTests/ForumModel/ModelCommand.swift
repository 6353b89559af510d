import Forum
import ForumKernel
import Support

/// What can be done to a forum.
enum ModelCommand {
  case createThread(CategoryID)
  case createPost(ThreadID, replyTo: PostID?)
  case comment(PostID, parent: CommentID?)
  case editPost(PostID)
  case editThread(ThreadID, tags: [String])
  case deletePost(PostID)
  case restorePost(PostID)
  case deleteComment(CommentID)
  case restoreComment(CommentID)
  case deleteThread(ThreadID)
  case restoreThread(ThreadID)
  case lock(ThreadID, Bool)
  case pin(ThreadID, Bool)
  case react(PostID, String, Bool)
  case report(PostID)
  case decide(PostID, Decision.Action)
  case move(ThreadID, CategoryID)
  case merge(ThreadID, into: ThreadID)
  case split(ThreadID, [PostID])
  case undo(ThreadOperationID)

  var name: String { String("\(self)".prefix { $0 != "(" }) }

  var needsModerator: Bool {
    switch self {
    case .restorePost, .restoreComment, .restoreThread, .lock, .pin, .report, .decide, .move, .merge, .split, .undo: true
    default: false
    }
  }

  /// One that has something to be done to; posts and comments are by far the most.
  static func random(_ model: ModelForum, using random: inout SeededRandom) -> ModelCommand {
    let category = model.categories.randomElement(using: &random)!
    guard let thread = pick(model.threads, &random), let post = pick(model.posts, &random) else { return .createThread(category) }
    let comment = pick(model.comments, &random)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<8: return .createThread(category)
    case 8..<30: return .createPost(thread, replyTo: Bool.random(using: &random) ? model.posts(of: thread).randomElement(using: &random)?.id : nil)
    case 30..<31: return .createPost(thread, replyTo: post)
    case 31..<44:
      let parents = Bool.random(using: &random) ? model.comments.filter { $0.value.post == post }.keys.sorted { $0.raw < $1.raw } : []
      return .comment(post, parent: parents.randomElement(using: &random))
    case 44..<45: return .comment(post, parent: comment)
    case 45..<52: return .editPost(post)
    case 52..<55: return .editThread(thread, tags: ["a", "b", "c"].filter { _ in Bool.random(using: &random) })
    case 55..<60: return .deletePost(post)
    case 60..<64: return .restorePost(post)
    case 64..<68: if let comment { return .deleteComment(comment) }
    case 68..<70: if let comment { return .restoreComment(comment) }
    case 70..<72: return .deleteThread(thread)
    case 72..<75: return .restoreThread(thread)
    case 75..<78: return .lock(thread, Int.random(in: 0..<3, using: &random) == 0)
    case 78..<80: return .pin(thread, Bool.random(using: &random))
    case 80..<86: return .react(post, ForumLimits.reactionKinds.randomElement(using: &random)!, Bool.random(using: &random))
    case 86..<88: return .report(post)
    case 88..<91:
      let known = model.cases.keys.sorted { $0.raw < $1.raw }
      if let post = known.randomElement(using: &random) {
        return .decide(post, [.hide, .delete, .approve, .dismiss].randomElement(using: &random)!)
      }
    case 91..<93: return .move(thread, category)
    case 93..<95: if let other = pick(model.threads, &random) { return .merge(thread, into: other) }
    case 95..<97: return .split(thread, model.posts(of: thread).map(\.id).filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
    default: if let operation = pick(model.operations, &random) { return .undo(operation) }
    }
    return .createThread(category)
  }

  /// In the order of ids, so that a seed gives the same history always; newer ones more often than old ones.
  private static func pick<Tag, Value>(_ items: [ID<Tag>: Value], _ random: inout SeededRandom) -> ID<Tag>? {
    guard !items.isEmpty else { return nil }
    let ids = items.keys.sorted { $0.raw < $1.raw }
    return Bool.random(using: &random) ? ids.randomElement(using: &random) : ids.suffix(20).randomElement(using: &random)
  }
}
