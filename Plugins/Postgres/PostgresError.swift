import CPQ
import Foundation

/// An error of the server as it was sent.
struct PostgresError: Error, CustomStringConvertible, Equatable {
  /// SQLSTATE; empty when the connection broke without a word.
  var state: String
  var message: String
  var detail: String?
  var table: String?
  var column: String?
  var constraint: String?
  /// What a person can do about it.
  var hint: String?
  /// The refusal of a policy and not of a missing privilege, whatever language the server speaks.
  var isOfRowSecurity = false
  var isFromStandby = false

  init(_ state: String, _ message: String) {
    self.state = state
    self.message = message
  }

  /// Reads a failed result, which it does not free.
  init(_ result: OpaquePointer) {
    func field(_ letter: Unicode.Scalar) -> String? { cpq_error_field(result, Int32(letter.value)).map { String(cString: $0) } }
    state = field("C") ?? ""
    message = field("M") ?? String(cString: cpq_error_message(result)).trimmingCharacters(in: .whitespacesAndNewlines)
    detail = field("D")
    table = field("t")
    column = field("c")
    constraint = field("n")
    isOfRowSecurity = state == "42501" && field("R") == "ExecWithCheckOptions"
  }

  /// From a server that takes no changes. `0A000` is everything unsupported: on a standby that is SERIALIZABLE.
  var isReadOnly: Bool { state == "25006" || state == "0A000" && (isFromStandby || message.contains("standby")) }

  /// A session whose user was dropped may nothing any more, nor see the schema; that of a successor may.
  /// One that is dropped in the middle of a query is not found where the server looks for it.
  var mayBeOfDroppedUser: Bool { state == "42501" && !isOfRowSecurity || ["42P01", "42704", "XX000"].contains(state) }

  var description: String {
    "Postgres error \(state.isEmpty ? "" : state + ": ")\(message)" + (hint.map { "; \($0)" } ?? "")
  }
}

extension PostgresError {
  /// Adds what to do about it, where that is known. `sql` is what was refused.
  mutating func advise(user: String, refused sql: String) {
    switch state {
    case "42501": nameGrant(to: user, refused: sql)
    case "26000", "42P05": hint = "behind pgbouncer before 1.21 in transaction mode set postgres.prepared to false"
    default: break
    }
  }

  /// The statement that grants what is missing, as far as the message tells.
  private mutating func nameGrant(to user: String, refused sql: String) {
    // A change of another tenant's row: no privilege is missing.
    guard !isOfRowSecurity else { return }
    let words = message.split(separator: " ").map(String.init)
    guard let object = words.last, words.count >= 2 else { return }
    let kind = words[words.count - 2]
    let role = "\"\(user)\""
    let grant: String? =
      if message.hasPrefix("must be owner") {
        "ALTER \(kind.uppercased()) \(object) OWNER TO \(role)"
      } else {
        switch kind {
        case "table", "view", "relation": "GRANT SELECT, INSERT, UPDATE, DELETE ON \(object) TO \(role)"
        case "sequence": "GRANT USAGE, SELECT ON SEQUENCE \(object) TO \(role)"
        case "schema": "GRANT USAGE\(Self.creates(sql) ? ", CREATE" : "") ON SCHEMA \(object) TO \(role)"
        case "database": "GRANT CONNECT\(Self.creates(sql) ? ", CREATE" : "") ON DATABASE \(object) TO \(role)"
        case "function": "GRANT EXECUTE ON FUNCTION \(object) TO \(role)"
        default: nil
        }
      }
    hint = "as an owner run: " + (grant ?? "GRANT USAGE, CREATE ON SCHEMA public TO \(role); GRANT ALL ON ALL TABLES IN SCHEMA public TO \(role)")
  }

  private static func creates(_ sql: String) -> Bool { sql.contains("CREATE ") }
}
