import ForumKernel

/// One table as a transfer sees it. `scripts/generate` writes the list from the schema; the columns of the key come first.
public struct TableCopy: Sendable {
  public enum Kind: Sendable { case integer, real, text, id }

  public let name: String
  public let columns: [String]
  public let kinds: [Kind]
  public let keyCount: Int
  /// The first page; parameter: the limit.
  let first: StaticString
  /// The page after a key; parameters: the key, the limit.
  let next: StaticString
  /// The row of a key.
  let find: StaticString
  public let insert: StaticString
  /// Inserts a row or replaces the one of the same key.
  let put: StaticString
  let delete: StaticString
  let count: StaticString
  /// Deletes rows of a tenant, children first; parameters: the tenant, the most. nil for tables that outlive it or know no tenants.
  let purge: StaticString?
  /// Rows whose parent is missing.
  let orphans: StaticString?

  /// Of all tables that a transfer copies.
  public static var names: [String] { all.map(\.name) }

  static func named(_ name: String) throws -> TableCopy {
    guard let table = all.first(where: { $0.name == name }) else { throw TransferFailure.unknownTable(name) }
    return table
  }
}
