public import ForumKernel

public enum ThreadOperationTag {}
public typealias ThreadOperationID = ID<ThreadOperationTag>

/// A thread that was moved, merged or split, with what it takes to undo that.
public struct ThreadOperation: Sendable, Equatable {
  /// What was done.
  public enum Action: Sendable, Equatable, Codable {
    /// Into another category, from this one.
    case move(from: CategoryID)
    /// All its posts into another thread, each `shift` positions further; the last of them stood at `last` there.
    case merge(shift: Int64, last: Int64)
    /// These posts into a new thread, from these positions.
    case split([MovedPost])

    /// Whether it took posts away that stood there.
    func takesPosts(after first: Int64, through last: Int64) -> Bool {
      guard case .split(let moved) = self else { return false }
      return moved.contains { $0.position > first && $0.position <= last }
    }
  }

  /// A post and the position that it had.
  public struct MovedPost: Sendable, Equatable, Codable {
    public let id: PostID
    public let position: Int64

    public init(id: PostID, position: Int64) {
      self.id = id
      self.position = position
    }
  }

  public let id: ThreadOperationID
  public let threadID: ThreadID
  /// The thread that the posts went to.
  public let otherThreadID: ThreadID?
  public let action: Action
  /// nil after erasure.
  public let actorID: UserID?
  public let createdAt: Timestamp
  public var undoneAt: Timestamp?

  public init(
    id: ThreadOperationID, threadID: ThreadID, otherThreadID: ThreadID?, action: Action, actorID: UserID?, createdAt: Timestamp, undoneAt: Timestamp?
  ) {
    self.id = id
    self.threadID = threadID
    self.otherThreadID = otherThreadID
    self.action = action
    self.actorID = actorID
    self.createdAt = createdAt
    self.undoneAt = undoneAt
  }

  /// `move`, `merge` or `split`.
  public var kind: String {
    switch action {
    case .move: "move"
    case .merge: "merge"
    case .split: "split"
    }
  }

  public static let kinds = ["move", "merge", "split"]
}
