import CLMDB
import Foundation
import Glibc

/// The open LMDB files of one cache. `LMDBCache` lets one caller in at a time, so that no transaction lives while the files are replaced.
struct CacheEnvironment {
  /// The layout of entries and index; files of another format are started anew.
  private static let format = "forum-lite cache 1"

  private let pointer: OpaquePointer
  private let entries: MDB_dbi
  private let index: MDB_dbi

  /// Opens the files in `directory`, or makes them. Throws a fatal `LMDBError` when what is there can't be used.
  init(directory: String, mapBytes: Int) throws {
    var pointer: OpaquePointer?
    try LMDBError.check(mdb_env_create(&pointer))
    guard let pointer else { throw LMDBError(code: ENOMEM) }
    do {
      (entries, index) = try Self.open(pointer, directory, mapBytes)
    } catch {
      mdb_env_close(pointer)
      throw error
    }
    self.pointer = pointer
  }

  static func exists(directory: String) -> Bool { FileManager.default.fileExists(atPath: directory + "/data.mdb") }

  /// Removes the files; the environment must be closed.
  static func remove(directory: String) throws {
    for name in ["data.mdb", "lock.mdb"] where FileManager.default.fileExists(atPath: "\(directory)/\(name)") {
      try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
    }
  }

  /// Runs `body` on what was committed last.
  func read<Result>(_ body: (CacheTransaction) throws -> Result) throws -> Result {
    let transaction = try begin(UInt32(MDB_RDONLY), lowestRank: 0)
    defer { mdb_txn_abort(transaction.pointer) }
    return try body(transaction)
  }

  /// Runs `body` and commits, or leaves everything as it was when it throws. `lowestRank` goes along with it.
  func write<Result>(_ lowestRank: inout UInt64, _ body: (inout CacheTransaction) throws -> Result) throws -> Result {
    var transaction = try begin(0, lowestRank: lowestRank)
    let result: Result
    do {
      result = try body(&transaction)
    } catch {
      mdb_txn_abort(transaction.pointer)
      throw error
    }
    try LMDBError.check(mdb_txn_commit(transaction.pointer))
    lowestRank = transaction.lowestRank
    return result
  }

  /// Writes everything to disk.
  func sync() throws {
    try LMDBError.check(mdb_env_sync(pointer, 1))
    var descriptor: Int32 = 0
    try LMDBError.check(mdb_env_get_fd(pointer, &descriptor))
    // LMDB leaves unused pages at the end unwritten; with them there, a file that is too short is a damaged one.
    guard Self.fileBytes(descriptor) >= Self.usedBytes(pointer) || ftruncate(descriptor, off_t(Self.usedBytes(pointer))) == 0, fsync(descriptor) == 0
    else { throw LMDBError(code: errno) }
  }

  func close() { mdb_env_close(pointer) }

  private func begin(_ flags: UInt32, lowestRank: UInt64) throws -> CacheTransaction {
    var transaction: OpaquePointer?
    try LMDBError.check(mdb_txn_begin(pointer, nil, flags, &transaction))
    guard let transaction else { throw LMDBError(code: ENOMEM) }
    return CacheTransaction(pointer: transaction, entries: entries, index: index, lowestRank: lowestRank)
  }

  private static func open(_ pointer: OpaquePointer, _ directory: String, _ mapBytes: Int) throws -> (entries: MDB_dbi, index: MDB_dbi) {
    // The whole map at once: it costs addresses, not memory, and never has to be resized under a transaction. The file grows as it is used.
    try LMDBError.check(mdb_env_set_mapsize(pointer, mapBytes))
    try LMDBError.check(mdb_env_set_maxdbs(pointer, 3))
    try LMDBError.check(mdb_env_open(pointer, directory, UInt32(MDB_NOTLS | MDB_NOSYNC | MDB_NORDAHEAD), 0o600))
    try checkFile(pointer, mapBytes)
    var dead: Int32 = 0
    try LMDBError.check(mdb_reader_check(pointer, &dead))
    var transaction: OpaquePointer?
    try LMDBError.check(mdb_txn_begin(pointer, nil, 0, &transaction))
    do {
      var handles: (meta: MDB_dbi, entries: MDB_dbi, index: MDB_dbi) = (0, 0, 0)
      try LMDBError.check(mdb_dbi_open(transaction, "meta", UInt32(MDB_CREATE), &handles.meta))
      try LMDBError.check(mdb_dbi_open(transaction, "entries", UInt32(MDB_CREATE), &handles.entries))
      try LMDBError.check(mdb_dbi_open(transaction, "index", UInt32(MDB_CREATE), &handles.index))
      try checkFormat(transaction, handles.meta)
      try LMDBError.check(mdb_txn_commit(transaction))
      return (handles.entries, handles.index)
    } catch {
      mdb_txn_abort(transaction)
      throw error
    }
  }

  /// Reading past the end of a file that was cut short would kill the process; a file above the cap would never shrink.
  private static func checkFile(_ pointer: OpaquePointer, _ mapBytes: Int) throws {
    var descriptor: Int32 = 0
    try LMDBError.check(mdb_env_get_fd(pointer, &descriptor))
    let bytes = fileBytes(descriptor)
    // A file that LMDB has just made holds its two head pages only.
    guard bytes >= usedBytes(pointer), bytes <= mapBytes else { throw LMDBError(code: MDB_INVALID) }
  }

  private static func fileBytes(_ descriptor: Int32) -> Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  private static func usedBytes(_ pointer: OpaquePointer) -> Int {
    var info = MDB_envinfo()
    var status = MDB_stat()
    guard mdb_env_info(pointer, &info) == 0, mdb_env_stat(pointer, &status) == 0 else { return .max }
    return (info.me_last_pgno + 1) * Int(status.ms_psize)
  }

  private static func checkFormat(_ transaction: OpaquePointer?, _ meta: MDB_dbi) throws {
    let stored: String? = try Array("format".utf8).withValue { key in
      var key = key
      var value = MDB_val()
      guard try LMDBError.found(mdb_get(transaction, meta, &key, &value)) else { return nil }
      return String(decoding: UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size), as: UTF8.self)
    }
    if stored == format { return }
    guard stored == nil else { throw LMDBError(code: MDB_VERSION_MISMATCH) }
    try Array("format".utf8).withValue { key in
      try Array(format.utf8).withValue { value in
        var (key, value) = (key, value)
        try LMDBError.check(mdb_put(transaction, meta, &key, &value, 0))
      }
    }
  }
}
