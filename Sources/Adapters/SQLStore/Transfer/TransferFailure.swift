public import ForumKernel

/// What may stand in the way of a transfer.
enum TransferFailure {
  static let damaged = AppError(.invalid, "transfer_damaged", "What came from the other store can't be read.")

  static func unknownTable(_ name: String) -> AppError {
    AppError(.invalid, "transfer_table", "There is no table \(name) here: both sides must run the same forum-lite.")
  }

  static func notEmpty(_ table: String) -> AppError {
    AppError(.conflict, "target_not_empty", "The target holds data already (\(table)): a forum is moved into an empty store only.")
  }

  static let ofAnother = AppError(
    .conflict, "target_of_another", "The target holds the beginning of another forum's transfer. Empty it, or name another one.")
}

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
