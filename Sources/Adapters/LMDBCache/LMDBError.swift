import CLMDB

/// A return code of LMDB, or an `errno`.
struct LMDBError: Error, Equatable, CustomStringConvertible {
  let code: Int32

  var description: String { String(cString: mdb_strerror(code)) }

  /// The files can't be used any more, or no room can be made in them: only starting anew helps.
  var isFatal: Bool {
    switch code {
    case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_PANIC, MDB_INVALID, MDB_VERSION_MISMATCH, MDB_MAP_FULL, MDB_INCOMPATIBLE, MDB_BAD_TXN, MDB_CURSOR_FULL:
      true
    default: false
    }
  }

  static func check(_ code: Int32) throws(LMDBError) {
    if code != 0 { throw LMDBError(code: code) }
  }

  /// False for `MDB_NOTFOUND`.
  static func found(_ code: Int32) throws(LMDBError) -> Bool {
    if code == MDB_NOTFOUND { return false }
    try check(code)
    return true
  }
}
