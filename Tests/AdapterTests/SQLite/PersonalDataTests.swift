import Testing

@testable import SQLStore

@Suite("What tables know about people") struct PersonalDataTests {
  private static let personal = ["email", "handle", "device_name", "network", "body", "note", "detail", "display_name"]

  @Test("every table says what becomes of it when an account is erased, once")
  func named() {
    let names = PersonalTable.all.map(\.name)
    #expect(names.count == Set(names).count)
    // A lease is no row of a person, and is not moved.
    #expect(Set(names) == Set(TableCopy.all.map(\.name) + ["leases"]))
  }

  @Test("no table with somebody's id or words claims to know of nobody")
  func nothing() {
    for table in TableCopy.all {
      guard case .nothing = PersonalTable.all.first(where: { $0.name == table.name })?.fate else { continue }
      let found = table.columns.filter {
        ["user_id", "author_id", "actor_id", "recipient_id", "reporter_id", "editor_id"].contains($0) || Self.personal.contains($0)
      }
      #expect(found.isEmpty, "\(table.name) has \(found)")
    }
  }

  @Test("what an export shows are columns of its table")
  func columns() throws {
    for (name, export) in PersonalTable.exported {
      let table = try TableCopy.named(name)
      #expect(export.columns.allSatisfy(table.columns.contains), "\(name)")
    }
    #expect(Set(PersonalTable.exported.map(\.export.file)).count == PersonalTable.exported.count)
  }
}
