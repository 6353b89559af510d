public import ForumKernel

/// The fence of a store that was moved: triggers that refuse every write, in the database itself, so that they hold for all nodes and after a restart.
public enum StoreFence {
  /// What the triggers say.
  static let message = "forum_moved"

  /// The error of a write that the fence refused; nil when a trigger said something else.
  public static func refusal(_ said: String) -> AppError? {
    guard said.contains(message) else { return nil }
    return AppError(
      .unavailable, message, "This forum is moving to another store, or has moved: nothing can be changed here any more.", retryAfterSeconds: 30)
  }
}
