import ForumKernel
import SQLStore

/// What Postgres said, translated.
enum PostgresFailure {
  /// What becomes of the transaction that met an error.
  enum Remedy: Sendable, Equatable {
    /// It met another one: it runs again.
    case runAgain
    /// It may have met another one, that made the same row after it had looked: it runs again a few times, and then sees that row.
    case lookAgain
    /// Its connection is of no use any more, or leads to the wrong server: once more over a new one.
    case reconnect
    case giveUp
  }

  static func remedy(_ state: String) -> Remedy {
    switch state {
    case "40001", "40P01": .runAgain
    case "23505": .lookAgain
    // A standby after a failover; plans and prepared statements that the other side has lost.
    case "25006", "0A000", "26000", "42P05": .reconnect
    default: isConnectionLoss(state) ? .reconnect : .giveUp
    }
  }

  /// The error for what the server said; `isWrite` as the transaction was begun.
  static func error(_ said: PostgresError, isWrite: Bool) -> any Error {
    if said.isReadOnly { return readOnly }
    switch said.state {
    case "23505": return SQLConstraintError(.unique, unique(said))
    case "23503": return SQLConstraintError(.foreignKey, said.message)
    case "23514": return SQLConstraintError(.check, said.message)
    case "23502": return SQLConstraintError(.notNull, [said.table, said.column].compactMap { $0 }.joined(separator: "."))
    case "P0001": return StoreFence.refusal(said.message) ?? SQLConstraintError(.trigger, said.message)
    case "22021", "22P05": return SQLText.notStorable
    case "57014": return isWrite ? writeTooLong : readTooLong
    case "53100":
      return AppError(.unavailable, "disk_full", "The disk is full: nothing can be saved until there is room.", retryAfterSeconds: 30)
    case "40001", "40P01": return conflicts
    // What row-level security refuses has no hint: that is a fault of the program.
    case "42501" where said.hint != nil: return forbidden(said)
    case "55P03": return busy
    default: break
    }
    if said.state.hasPrefix("53") { return busy }
    return isConnectionLoss(said.state) ? connectionLost : said
  }

  /// The session ended, or the server can't take one. An empty state is a connection that broke without a word.
  static func isConnectionLoss(_ state: String) -> Bool {
    state.isEmpty || state == "25P03" || ["08", "57P"].contains { state.hasPrefix($0) }
  }

  static let writeTooLong = AppError(.unavailable, "write_too_long", "This change took too long and was undone.", retryAfterSeconds: 5)
  static let readTooLong = AppError(.unavailable, "read_too_long", "This took too long.", retryAfterSeconds: 5)
  static let readOnly = AppError(.unavailable, "store_read_only", "The database takes no changes at the moment.", retryAfterSeconds: 5)
  static let conflicts = AppError(
    .unavailable, "write_conflicts", "Too many changes at once met each other. Try again soon.", retryAfterSeconds: 1)
  static let busy = AppError(.unavailable, "store_busy", "The database has too much to do.", retryAfterSeconds: 2)
  /// The log has the GRANT that is missing.
  private static func forbidden(_ said: PostgresError) -> AppError {
    AppError(
      .unavailable, "store_forbidden", "The database refuses the forum something that it needs: its operator finds in the log what.",
      retryAfterSeconds: 30,
      cause: "\(said)")
  }
  static let connectionLost = AppError(.unavailable, "store_unreachable", "The database can't be reached at the moment.", retryAfterSeconds: 2)
  /// The connection broke while a commit was on its way: to run the change again could make it twice.
  static let commitUnknown = AppError(
    .unavailable, "commit_unknown", "The connection to the database broke while this change was being saved: see whether it is there.",
    retryAfterSeconds: 2)

  /// `Key (tenant_id, handle_key)=(…) already exists.` → `users.tenant_id, users.handle_key`, in any language of the server.
  private static func unique(_ said: PostgresError) -> String {
    guard let table = said.table else { return said.message }
    guard let detail = said.detail, let open = detail.firstIndex(of: "("), let close = detail.firstRange(of: ")=(") else {
      return "\(table): \(said.constraint ?? said.message)"
    }
    let columns = detail[detail.index(after: open)..<close.lowerBound].split(separator: ",")
    return columns.map { "\(table).\($0.trimmingPrefix(" "))" }.joined(separator: ", ")
  }
}
