import CoreFoundation
import ForumKernel
import ForumWiring
import Glibc

/// A data directory without its database, though the rest of its forum is there: a disk that is not mounted, half a copy, a move that was cut. A forum that
/// began anew in it would hide that, and empty what follows from the database.
enum LostDatabase {
  /// What comes into a directory after the schema of its database is on the disk, never before it: a first start that was cut off has none of it.
  private static let traces = ["audit-anchors.jsonl", "index/manifest", "keys/audit.key"]

  /// Throws `invalid` (`store_missing`). `file`: what everything is in; nil where the data is on another machine. Nothing to do in memory.
  static func refuse(_ file: String?, in directory: String) throws(AppError) {
    guard let file, !directory.isEmpty, isMissing("\(directory)/\(file)") else { return }
    let left = traces.filter { access("\(directory)/\($0)", F_OK) == 0 }
    guard !left.isEmpty else { return }
    throw AppError(
      .invalid, "store_missing",
      """
      \(directory) held a forum, of which there is still \(left.joined(separator: ", ")), but its database \(file) is gone or empty. Nothing was changed. Is a disk not mounted, \
      or was the directory copied only in part? Then put that right. Otherwise restore the last back-up into an empty directory (forum-lite restore FILE \
      --data EMPTY), or begin a new forum in another one. If the forum's data is in PostgreSQL, name its configuration with --config.
      """)
  }

  private static func isMissing(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_size == 0 : errno == ENOENT
  }
}

extension AdapterSet {
  /// Opens the store that the configuration names; a new one only where no forum was before. Throws `invalid` (`store_missing`), and whatever keeps the store from
  /// opening.
  func openStore(_ config: ServerConfig, _ context: AdapterContext) async throws -> Storage {
    let factory = try stores.factory(named: config.adapters.store)
    try LostDatabase.refuse(factory.file, in: context.dataDirectory)
    return try await factory.make(context)
  }
}
