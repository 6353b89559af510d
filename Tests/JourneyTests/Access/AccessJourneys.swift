import Admin
import ForumKernel
import Foundation
import HTTPTypes
import Support
import Testing

@Suite("Who may call what") struct AccessJourneys {
  private static let page = "Sources/ForumRuntime/Documentation.docc/Access.md"
  private static let roles = [Role.guest, .member, .moderator, .administrator]
  /// Members may do these in the categories that they keep in order, so that the permission to report is the least that they need.
  private static let ofCategoryModerators: Set = [
    "listCases", "getCase", "listCaseFlags", "listCaseHistory", "addCaseNote", "claimCase", "releaseCase", "decideCase", "restoreThread",
  ]
  /// What the pipeline says to who lacks a permission, and handlers to who must be signed in.
  private static let refusals = ["sign_in_required", "permission_missing"]

  @Test(
    "every operation of the API is called as every built-in role: refused are those that lack its permission, and only those; the page of it is current",
    .enabled(if: TestProfile.current == .embedded, "Who may do what does not depend on the back ends."), .timeLimit(.minutes(5)))
  func everyRouteAndRole() async throws {
    try await withForum { forum in
      let side = try await TenantSide(forum, main: try await forum.administrator(), slug: "acme", mark: "qalandrine")
      let operations = OpenAPIOperation.all(in: try await forum.visitor.get("/openapi.json").expect(200).json)
      #expect(operations.count > 140)
      var table = AccessTable()
      // Whoever is refused changes nothing, so they go first; each caller is a new one, since some calls end a session or an account.
      for operation in operations {
        let path = try #require(side.paths(of: operation).first)
        for role in Self.roles {
          let caller = try await Caller(role, side, forum)
          let isAllowed = operation.permission.map { caller.permissions.contains(Permission(rawValue: $0)) }
          guard isAllowed != true else { continue }
          let answer = try await caller.call(operation, path, side)
          if isAllowed == false {
            #expect(
              answer.status == 404 || Self.refusals.contains(answer.code),
              "\(role.name) lacks \(operation.permission ?? ""), and \(operation.id) answered \(answer.status): \(answer.text)")
          }
          table.note(operation, role.name, isAllowed == false || Self.refusals.contains(answer.code) ? "\(answer.status)" : "yes")
        }
      }
      for operation in operations.sorted(by: { ($0.method == "DELETE" ? 1 : 0, $0.id) < ($1.method == "DELETE" ? 1 : 0, $1.id) }) {
        let path = try #require(side.paths(of: operation).first)
        for role in Self.roles {
          let caller = try await Caller(role, side, forum)
          guard let permission = operation.permission, caller.permissions.contains(Permission(rawValue: permission)) else { continue }
          let answer = try await caller.call(operation, path, side)
          // A permission is enough for guests too, but for what is somebody's own.
          #expect(
            role == .guest || !Self.refusals.contains(answer.code) || role == .member && Self.ofCategoryModerators.contains(operation.id),
            "\(role.name) has \(permission), and \(operation.id) answered \(answer.status): \(answer.text)")
          table.note(operation, role.name, Self.refusals.contains(answer.code) ? "\(answer.status)" : "yes")
        }
      }
      try check(table.text)
    }
  }

  private func check(_ text: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: Self.page)
    if ProcessInfo.processInfo.environment["FORUM_UPDATE_GOLDEN"] == "1" { try text.write(to: file, atomically: true, encoding: .utf8) }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "run this test with FORUM_UPDATE_GOLDEN=1 and look at the difference")
  }
}

/// Somebody new of a role.
private struct Caller {
  let client: Client
  let permissions: Set<Permission>

  init(_ role: Role, _ side: TenantSide, _ forum: TestForum) async throws {
    permissions = role.permissions.subtracting(Permission.ofDeployment)
    guard role != .guest else {
      client = forum.visitor.of(side.slug)
      return
    }
    let handle = "caller-\(UInt64.random(in: 0 ..< .max))"
    client = try await forum.member(handle, tenant: side.slug)
    if role != .member { try await side.root.put("admin/users/\(handle)/roles/\(role.name)").expect(200) }
  }

  func call(_ operation: OpenAPIOperation, _ path: String, _ side: TenantSide) async throws -> Answer {
    // What would go on for ever is refused for its form, after everything else.
    if operation.isStream { return try await client.get(path, [.accept: "application/json"]) }
    return try await client.call(operation.method, path, operation.body(id: side.values["post_id"] ?? ""))
  }
}

/// The page that tells what each operation answers to each role.
private struct AccessTable {
  private var cells: [String: [String: String]] = [:]
  private var operations: [String: OpenAPIOperation] = [:]

  mutating func note(_ operation: OpenAPIOperation, _ role: String, _ cell: String) {
    operations[operation.id] = operation
    cells[operation.id, default: [:]][role] = cell
  }

  var text: String {
    let names = ["guest", "member", "moderator", "admin"]
    let rows = operations.values.sorted { ($0.path, $0.method) < ($1.path, $1.method) }.map { operation in
      let found = names.map { cells[operation.id]?[$0] ?? "" }.joined(separator: " | ")
      return "| `\(operation.method) \(operation.path)` | \(operation.permission.map { "`\($0)`" } ?? "") | \(found) |"
    }
    return """
      # Who may call what

      What each operation of the REST API answers to who has a built-in role in a tenant of its own: \"yes\" for what the role does not stand in the way of
      (being somebody else's, or not there, still may), else the status. 404 hides what is not there for anybody; what reaches beyond a tenant is for
      the default tenant's administrators, so that here nobody may. Written by a test that calls everything as everybody (`AccessJourneys`).

      | operation | permission | guest | member | moderator | administrator |
      |---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))

      """
  }
}
