/// What may stand in the way of a transfer.
public enum TransferFailure {
  public static let damaged = AppError(.invalid, "transfer_damaged", "What came from the other store can't be read.")

  public static func unknownTable(_ name: String) -> AppError {
    AppError(.invalid, "transfer_table", "There is no table \(name) here: both sides must run the same forum-lite.")
  }

  public static func notEmpty(_ table: String) -> AppError {
    AppError(.conflict, "target_not_empty", "The target holds data already (\(table)): a forum is moved into an empty store only.")
  }

  public static let underWay = AppError(
    .conflict, "transfer_under_way",
    "Another transfer of this forum is under way or was cut. Repeat that one into its store, or end it with `forum-lite transfer --rollback`.")
  public static let takenBack = AppError(
    .conflict, "transfer_taken_back",
    "The transfer was taken back (`forum-lite transfer --rollback`): the old store goes on. To move the forum, empty the target and begin again.")
  public static let moved = AppError(
    .conflict, "forum_moved", "This forum has moved already. `forum-lite transfer --rollback` lets it be written to again where it was.")
  public static let fenced = AppError(
    .unavailable, "forum_moved",
    "This forum is moving to another store, or has moved: it can be read here, not written to. `forum-lite transfer --rollback` changes that.")
  public static let refusedRow = AppError(
    .conflict, "target_changed",
    "A row that changed meanwhile does not fit beside what the target holds. Repeat the transfer, or empty the target and begin again.")

  public static let fenceStays = AppError(
    .unavailable, "fence_stays",
    "The transfer failed, and the old store could not be told: it refuses writes until it is repeated, or taken back by `transfer --rollback`.")

  public static let ofAnother = AppError(
    .conflict, "target_of_another", "The target holds the beginning of another forum's transfer. Empty it, or name another one.")
}
