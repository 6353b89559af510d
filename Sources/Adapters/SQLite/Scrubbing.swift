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
    var status = stat()
    let isSmall = stat(file, &status) == 0 && Int(status.st_size) <= Self.rewriteBytesMax
    let isEmpty = await withCheckedContinuation { continuation in
      queue.between { database in continuation.resume(returning: database.rewrite(all: isSmall)) }
    }
    guard isEmpty else {
      throw AppError(.unavailable, "scrub_blocked", "The write-ahead log can't be emptied while it is read.", retryAfterSeconds: 2)
    }
    let large = (
      "gaps in the pages of \(Self.fileName)", "the database is too large to be rewritten while it serves: run VACUUM on it when it is stopped"
    )
    return (isSmall ? [] : [large]) + keptBeforeUpgrades.map { ($0, "a copy from before an upgrade: delete it") }
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
  /// Between two transactions of the writer. False when the log could not be emptied.
  fileprivate func rewrite(all: Bool) -> Bool {
    use { connection in
      // A copy of the whole in memory would be too much; SQLite unlinks its temporary file as it opens it.
      if all {
        _ = sqlite3_exec(connection.handle, "PRAGMA temp_store = FILE; PRAGMA secure_delete = ON; VACUUM; PRAGMA temp_store = MEMORY", nil, nil, nil)
      }
      for _ in 0..<50 {
        if sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK { return true }
        usleep(20_000)
      }
      return false
    }
  }
}
