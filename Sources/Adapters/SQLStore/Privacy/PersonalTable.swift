/// What one table knows about people, and what becomes of it when an account is erased. `all` has an entry for every table there is: a test fails for one
/// without.
struct PersonalTable: Sendable {
  enum Fate: Sendable {
    /// It knows of nobody.
    case nothing
    /// What people wrote: `ErasedContents` goes through it, row by row.
    case content(done: String)
    /// Rows of the person, which the statements delete or unlink. `count` says how many they are; its parameters are the account and the tenant.
    case rows(done: String, count: StaticString, [Statement])
    /// A step of its own goes through it.
    case step(done: String)
    /// It stays, for this reason.
    case stays(why: String)
  }

  struct Statement: Sendable {
    enum Parameter: Sendable { case user, tenant, limit }

    let sql: StaticString
    let parameters: [Parameter]

    /// `sql` changes all rows at once: there are few of them.
    init(_ sql: StaticString, _ parameters: [Parameter] = [.user, .tenant]) {
      self.sql = sql
      self.parameters = parameters
    }

    /// `sql` changes at most `limit` rows, until there are none.
    static func chunked(_ sql: StaticString) -> Statement { Statement(sql, [.user, .tenant, .limit]) }

    var isChunked: Bool { parameters.contains(.limit) }
  }

  /// How an export shows it: a file, the columns of the query, those by which pages follow one another, and the query, which selects both. Its parameters
  /// are the account, the tenant, the limit and the key after which it begins, and with `range` the last id to look at.
  struct Export: Sendable {
    let file: String
    let columns: [String]
    let key: [String]
    let sql: StaticString
    /// Finds the last id of a range of rows in a table without an index by account; parameters: the id after which it begins, how many rows.
    let range: StaticString?

    init(file: String, columns: [String], key: [String], sql: StaticString, range: StaticString? = nil) {
      self.file = file
      self.columns = columns
      self.key = key
      self.sql = sql
      self.range = range
    }
  }

  let name: String
  let fate: Fate
  let export: Export?

  init(_ name: String, _ fate: Fate, export: Export? = nil) {
    self.name = name
    self.fate = fate
    self.export = export
  }

  static let all: [PersonalTable] = ofTheHouse + ofAccounts + ofTexts + ofModeration + ofReaders
  static let exported: [(name: String, export: Export)] = all.compactMap { table in table.export.map { (table.name, $0) } }
}
