public import Foundation

/// Moving all that a store holds into another one, table by table, while the first goes on serving.
///
/// From `beginCapture` on the source notes the key of every row that changes. So its tables can be copied page by page without a common moment: whatever
/// changes meanwhile is copied again from `changes`. When little is left, the fence refuses further writes, the last changes are taken over, and the
/// checksums of both sides must agree.
public protocol StoreTransfer: Sendable {
  // The source.

  /// What there is to move, and how far an earlier attempt came.
  func survey() async throws -> TransferSurvey
  /// Begins to note changes for one transfer; nothing to do when it has begun before. Throws `conflict`: `transfer_under_way` while another one has not
  /// ended, `forum_moved` after one has.
  func beginCapture(for transfer: String) async throws
  /// The rows after a key, in the order of their keys; nil: from the beginning.
  func page(of table: String, after key: Data?, limit: Int) async throws -> TablePage
  /// What has changed since it was last forgotten, oldest first, as it is now. Throws `conflict` (`transfer_taken_back`) when the store notes nothing for
  /// that transfer, as all that follows does.
  func changes(for transfer: String, limit: Int) async throws -> TableChanges
  /// Changes that the target has.
  func forget(_ changes: [Int64], for transfer: String) async throws
  /// Refuses new events, and with them what they tell of, as the fence does; what follows the events may still write.
  func closeStream(for transfer: String) async throws
  /// Refuses every write with `unavailable` (`forum_moved`) from now on, also after a restart and on other nodes; returns when no write is under way.
  func raiseFence(for transfer: String) async throws
  /// Takes `closeStream` and `raiseFence` back; changes are noted as before.
  func lowerFence(for transfer: String) async throws
  /// Ends noting changes; the fence stays.
  func endCapture(for transfer: String) async throws
  /// Whether writes are refused, all or those that tell of themselves.
  func refusesWrites() async throws -> Bool
  /// Ends noting changes and takes the fence down: the store is as if nothing had been begun. Whatever transfer it was, where none is named.
  func rollBack(_ transfer: String?) async throws
  /// Of each table that is moved.
  func checksums() async throws -> [TableChecksum]

  // The target.

  /// Whether a transfer into this store has not ended: then it holds a part of a forum, and must not be served from.
  func isReceiving() async throws -> Bool
  /// What is there, also before the schema is.
  func targetState() async throws -> TransferTargetState
  /// Does what making the schema takes and undoes it. Throws `unavailable` or `denied` where the privileges don't reach.
  func rehearseTarget() async throws
  /// Makes an empty store ready, or one that an attempt of the same transfer left: how far each table came (its last key, empty when it is complete).
  /// Throws `conflict` (`target_not_empty`, `target_of_another`).
  func prepareTarget(for source: String, transfer: String) async throws -> [String: Data]
  /// One transaction for the rows and for how far the table came with them.
  func insert(_ page: TablePage) async throws
  /// One transaction for rows put and rows taken away; it may be repeated. Throws `conflict` (`target_changed`) for a row that does not fit.
  func apply(_ changes: TableChanges) async throws
  /// Makes the store one to serve from.
  func finishTarget() async throws
}

/// What a store holds that a forum shall move into.
public enum TransferTargetState: Sendable, Equatable {
  case empty
  /// The beginning of a transfer; `hasRows` when a part of a table came.
  case receiving(source: String, transfer: String, hasRows: Bool)
  /// Something else, in that table for one.
  case occupied(table: String)
}

public struct TransferSurvey: Codable, Sendable {
  /// Names the forum: the epoch of its event stream, or its first tenant.
  public let source: String
  /// Rows by table, in the order in which they can be inserted.
  public let tables: [TableSize]
  /// Rows whose parent is missing, by table: they would be refused by the target.
  public let orphans: [TableSize]
  /// What the rows and their indexes take on the disk.
  public let bytes: Int64
  /// The transfer that notes changes or has put up the fence.
  public let transfer: String?
  public let isCapturing: Bool
  public let isFenced: Bool

  public init(
    source: String, tables: [TableSize], orphans: [TableSize], bytes: Int64, transfer: String?, isCapturing: Bool, isFenced: Bool
  ) {
    self.source = source
    self.bytes = bytes
    self.transfer = transfer
    self.tables = tables
    self.orphans = orphans
    self.isCapturing = isCapturing
    self.isFenced = isFenced
  }
}

public struct TableSize: Codable, Sendable, Equatable {
  public let name: String
  public let rows: Int64

  public init(name: String, rows: Int64) {
    self.name = name
    self.rows = rows
  }
}

/// Rows of one table, in the store's own packed form, which is the same on every engine.
public struct TablePage: Codable, Sendable {
  public let table: String
  public let count: Int
  public let rows: Data
  /// The key of the last row; nil when the table ends here.
  public let next: Data?

  public init(table: String, count: Int, rows: Data, next: Data?) {
    self.table = table
    self.count = count
    self.rows = rows
    self.next = next
  }
}

public struct TableChanges: Codable, Sendable {
  /// The notes that this covers, for `forget`.
  public let notes: [Int64]
  /// Rows as they are now, a page for each.
  public let present: [TablePage]
  /// Packed keys of rows that are gone, with their tables.
  public let gone: [TablePage]
  /// Notes that wait beside these.
  public let waiting: Int64

  public init(notes: [Int64], present: [TablePage], gone: [TablePage], waiting: Int64) {
    self.notes = notes
    self.present = present
    self.gone = gone
    self.waiting = waiting
  }
}

/// The number of rows and the sum of their hashes: the same for the same rows in whatever order.
public struct TableChecksum: Codable, Sendable, Equatable {
  public let table: String
  public let rows: Int64
  /// 32 lower-case hexadecimal digits.
  public let sum: String

  public init(table: String, rows: Int64, sum: String) {
    self.table = table
    self.rows = rows
    self.sum = sum
  }
}
