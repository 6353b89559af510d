import CLMDB

/// What can be done inside one LMDB transaction: entries by key, and the index of their ranks that says which goes first.
struct CacheTransaction {
  /// A key as LMDB stores it: its bytes.
  typealias Key = [UInt8]

  let pointer: OpaquePointer
  let entries: MDB_dbi
  let index: MDB_dbi
  /// No line of the index has a lower rank.
  var lowestRank: UInt64

  /// Bytes of the pages that hold entries and index.
  func liveBytes() throws -> Int {
    var bytes = 0
    for table in [entries, index] {
      var status = MDB_stat()
      try LMDBError.check(mdb_stat(pointer, table, &status))
      bytes += (status.ms_branch_pages + status.ms_leaf_pages + status.ms_overflow_pages) * Int(status.ms_psize)
    }
    return bytes
  }

  /// The value under `key`; nil when there is none, it is past its time, or it is not what was written.
  func value(_ key: Key, now: Int64) throws -> [UInt8]? {
    guard let stored = try stored(key), let entry = CacheEntry(stored), !entry.isExpired(at: now) else { return nil }
    return Array(stored[CacheEntry.headerBytes...])
  }

  /// Stores the value and brings the index up to date; an entry whose rank grows keeps its line.
  mutating func put(_ key: Key, _ value: UnsafeRawBufferPointer, rank: UInt64) throws {
    let indexedRank = try stored(key).flatMap(CacheEntry.indexedRank)
    if let indexedRank, indexedRank <= rank {
      try write(key, value, CacheEntry(rank: rank, indexedRank: indexedRank))
    } else {
      if let indexedRank { try removeLine(key, rank: indexedRank) }
      try write(key, value, CacheEntry(rank: rank, indexedRank: rank))
      try addLine(key, rank: rank)
    }
  }

  func remove(_ key: Key) throws {
    guard let indexedRank = try stored(key).flatMap(CacheEntry.indexedRank) else { return }
    try removeLine(key, rank: indexedRank)
    try removeEntry(key)
  }

  /// Takes up to `steps` lines of the index, lowest rank first, while `isWanted(rank)`: removes the entry, or moves its line to where it belongs now.
  mutating func removeLowest(steps: Int, while isWanted: (UInt64) throws -> Bool) throws {
    for _ in 0..<steps {
      guard let (rank, key) = try lowest() else {
        lowestRank = .max
        return
      }
      lowestRank = rank
      guard try isWanted(rank) else { return }
      try removeLine(key, rank: rank)
      guard let stored = try stored(key) else { continue }
      if let entry = CacheEntry(stored), entry.rank > rank {
        // Another line leads to it, or it was renewed since this one was written.
        if entry.indexedRank == rank { try move(key, Array(stored[CacheEntry.headerBytes...]), to: entry.rank) }
      } else {
        try removeEntry(key)
      }
    }
  }

  private mutating func move(_ key: Key, _ value: [UInt8], to rank: UInt64) throws {
    try value.withUnsafeBytes { try write(key, $0, CacheEntry(rank: rank, indexedRank: rank)) }
    try addLine(key, rank: rank)
  }

  /// Header and value; valid until the next change.
  private func stored(_ key: Key) throws -> UnsafeRawBufferPointer? {
    try key.withValue { key in
      var (key, value) = (key, MDB_val())
      guard try LMDBError.found(mdb_get(pointer, entries, &key, &value)) else { return nil }
      return UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
    }
  }

  private func write(_ key: Key, _ value: UnsafeRawBufferPointer, _ entry: CacheEntry) throws {
    try key.withValue { key in
      var (key, place) = (key, MDB_val(mv_size: CacheEntry.headerBytes + value.count, mv_data: nil))
      try LMDBError.check(mdb_put(pointer, entries, &key, &place, UInt32(MDB_RESERVE)))
      entry.write(value, to: UnsafeMutableRawBufferPointer(start: place.mv_data, count: place.mv_size))
    }
  }

  private func removeEntry(_ key: Key) throws {
    _ = try key.withValue { key in
      var key = key
      return try LMDBError.found(mdb_del(pointer, entries, &key, nil))
    }
  }

  private func lowest() throws -> (rank: UInt64, key: Key)? {
    var cursor: OpaquePointer?
    try LMDBError.check(mdb_cursor_open(pointer, index, &cursor))
    defer { mdb_cursor_close(cursor) }
    var (line, value) = (MDB_val(), MDB_val())
    guard try LMDBError.found(mdb_cursor_get(cursor, &line, &value, MDB_FIRST)) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: line.mv_data, count: line.mv_size)
    guard bytes.count > 8 else { throw LMDBError(code: MDB_CORRUPTED) }
    return (UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)), Array(bytes[8...]))
  }

  private mutating func addLine(_ key: Key, rank: UInt64) throws {
    lowestRank = min(lowestRank, rank)
    try Self.line(key, rank).withValue { line in
      var (line, value) = (line, MDB_val())
      try LMDBError.check(mdb_put(pointer, index, &line, &value, 0))
    }
  }

  private func removeLine(_ key: Key, rank: UInt64) throws {
    _ = try Self.line(key, rank).withValue { line in
      var line = line
      return try LMDBError.found(mdb_del(pointer, index, &line, nil))
    }
  }

  /// Eight bytes of rank, highest first, then the key: LMDB's order is the order of ranks.
  private static func line(_ key: Key, _ rank: UInt64) -> [UInt8] { withUnsafeBytes(of: rank.bigEndian, Array.init) + key }
}

extension [UInt8] {
  /// The bytes as LMDB takes them, for the time of `body`.
  func withValue<Result>(_ body: (MDB_val) throws -> Result) rethrows -> Result {
    try withUnsafeBytes { try body(MDB_val(mv_size: $0.count, mv_data: UnsafeMutableRawPointer(mutating: $0.baseAddress))) }
  }
}
