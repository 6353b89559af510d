import Auth
import Foundation
import Importers
import Support
import Testing

@Suite struct AccountsReaderTests {
  @Test func `each line is an account or a reason with its place, and no reason tells of a hash`() throws {
    let lines = [
      #"{"handle":"ada","email":"ada@example.org","display_name":"Ada\nLovelace","password_hash":"$P$x","created_at":"2019-01-02T03:04:05Z","karma":7}"#,
      "", #"{"handle":"bob"}"#, #"{"handle":"bob","email":5}"#, "[1]", "no JSON $P$secret", #"{"handle":"bob","email":"bob@example.org"}"#,
      "{\"handle\":\"\(String(repeating: "x", count: 2000))\",\"email\":\"x@example.org\"}",
    ]
    let file = FileManager.default.temporaryDirectory.appending(path: "accounts-\(UUID()).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    var reader = try AccountsReader(path: file.path)
    var accounts: [ImportedAccount] = []
    var (reasons, told) = ([Int: String](), [String]())
    while let (place, account, changes) = try reader.next() {
      told += changes
      switch account {
      case .success(let account): accounts.append(account)
      case .failure(let skip): reasons[place.line] = skip.reason
      }
    }
    #expect(
      accounts == [
        ImportedAccount(
          handle: "ada", email: "ada@example.org", displayName: "Ada Lovelace", passwordHash: "$P$x", createdAt: "2019-01-02T03:04:05Z"),
        ImportedAccount(handle: "bob", email: "bob@example.org"),
      ])
    #expect(told == ["control characters in display_name became blanks"])
    #expect(reasons.keys.sorted() == [3, 4, 5, 6, 8])
    #expect(reasons[3] == "the field email is missing" && reasons[4] == "the field email has the wrong type")
    #expect(!reasons.values.contains { $0.contains("secret") })
  }
}
