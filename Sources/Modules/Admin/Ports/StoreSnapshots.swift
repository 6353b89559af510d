/// Copies of a store that lives in the data directory, and what makes of a copy a forum again. A store on another machine has none: its own tools do this.
public protocol StoreSnapshots: Sendable {
  /// The name of the one file that the store is in its directory.
  var fileName: String { get }
  /// Copies everything that was committed before the call, as of one moment, into a new file of that name in `directory`, which has none. The store
  /// is read and written meanwhile. Throws `unavailable` when the disk does not take it.
  func copy(into directory: String) async throws
  /// Reads every page and every row's references.
  func inspect() async throws -> StoreInspection
  /// Takes the keys that nodes share out of this store and answers them by name: a copy is not to carry them unsealed. Empty where they are in files.
  func takeKeys() async throws -> [String: [UInt8]]
  /// Makes a restored copy a forum of its own: every session ends, leases are over, and the event stream gets a new epoch, so that clients which followed
  /// the old one start anew; consumers keep their places. Answers how many sessions ended.
  func beginAnew() async throws -> Int
}

/// What is in a store, and what is wrong with it.
public struct StoreInspection: Sendable, Equatable {
  /// In the engine's words; empty when all is well.
  public let problems: [String]
  /// The number of rows by table.
  public let rows: [String: Int64]
  /// The number of the newest schema step.
  public let schema: Int

  public init(problems: [String], rows: [String: Int64], schema: Int) {
    self.problems = problems
    self.rows = rows
    self.schema = schema
  }
}
