import ForumKernel
import GRDBSQLite
import Glibc

extension SQLiteDriver {
  /// Larger databases are not rewritten while they serve: it takes a second for every hundred megabytes, during which nobody writes.
  private static let rewriteBytesMax = 2 << 30

  /// Takes what was deleted out of the files: free pages, gaps within pages, the write-ahead log. Answers what remains, as names with reasons.
  /// Throws `unavailable` (`scrub_blocked`) while readers keep the log.
  public func scrub() async throws -> [(item: String, reason: String)] {
    guard let file else { return [] }
    let obstacle = Self.obstacle(to: file)
    let rewriting = await withCheckedContinuation { continuation in
      queue.between { database in continuation.resume(returning: database.rewrite(all: obstacle == nil)) }
    }
    guard let rewriting else {
      throw AppError(.unavailable, "scrub_blocked", "The write-ahead log can't be emptied while it is read.", retryAfterSeconds: 2)
    }
    let kept = (obstacle ?? rewriting.failure).map { reason in
      ("gaps in the pages of \(Self.fileName)", "the database was not rewritten, since \(reason): run VACUUM on it when the forum is stopped")
    }
    return (kept.map { [$0] } ?? []) + keptBeforeUpgrades.map { ($0, "a copy from before an upgrade: delete it") }
  }

  /// What keeps the database from being rewritten while it serves: that takes its size once more in the log, and once for a temporary file.
  private static func obstacle(to file: String) -> String? {
    var (status, system) = (stat(), statvfs())
    guard stat(file, &status) == 0, statvfs(file, &system) == 0 else { return "its size is unknown" }
    guard Int(status.st_size) <= rewriteBytesMax else { return "it is too large for that while it serves" }
    let free = UInt64(system.f_bavail) * UInt64(system.f_frsize)
    return free > 3 * UInt64(status.st_size) ? nil : "there is too little room on the disk"
  }

  /// Copies that `keepBeforeUpgrade` made.
  private var keptBeforeUpgrades: [String] {
    guard let file, let slash = file.lastIndex(of: "/") else { return [] }
    let (folder, name) = (String(file[..<slash]), file[file.index(after: slash)...])
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let other = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
      if other.hasPrefix("\(name).before-") { found.append(other) }
    }
    return found.sorted()
  }
}

extension OpenedDatabase {
  struct Rewriting: Sendable {
    /// Why the database is as it was; nil when it is written anew.
    let failure: String?
  }

  /// Between two transactions of the writer. nil when the log could not be emptied: before, nothing is rewritten, since a try that is repeated must not
  /// write everything again.
  fileprivate func rewrite(all: Bool) -> Rewriting? {
    use { connection in
      guard emptyLog(connection.handle) else { return nil }
      var failure: String?
      if all {
        // A copy of the whole in memory would be too much; SQLite unlinks its temporary file as it opens it.
        _ = sqlite3_exec(connection.handle, "PRAGMA temp_store = FILE", nil, nil, nil)
        defer { _ = sqlite3_exec(connection.handle, "PRAGMA temp_store = MEMORY", nil, nil, nil) }
        if sqlite3_exec(connection.handle, "VACUUM", nil, nil, nil) != SQLITE_OK { failure = String(cString: sqlite3_errmsg(connection.handle)) }
      }
      return emptyLog(connection.handle) ? Rewriting(failure: failure) : nil
    }
  }

  private func emptyLog(_ handle: OpaquePointer?) -> Bool {
    for _ in 0..<50 {
      if sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK { return true }
      usleep(20_000)
    }
    return false
  }
}
