import HTTPTypes
import HummingbirdCore
import Testing

@testable import HTTPAPI

@Suite struct RouteTableTests {
  private func table(_ routes: [(HTTPRequest.Method, String)]) -> RouteTable {
    var table = RouteTable()
    for (method, path) in routes {
      table.add(method, Route(template: path, operationID: path, action: .server { _ in .init(status: .ok) }))
    }
    return table
  }

  private func template(_ match: RouteTable.Match) -> (String?, [Substring]) {
    guard case .route(let entry, let values) = match else { return (nil, []) }
    return (entry.route.template, values)
  }

  @Test("words win over parameters, and a dead end goes back to the parameter")
  func precedence() {
    let table = table([(.get, "/a/{x}"), (.get, "/a/new"), (.get, "/a/{x}/b"), (.get, "/a/new/c"), (.get, "/"), (.get, "/{x}/{y}/{z}")])
    #expect(template(table.match(.get, "/a/new")) == ("/a/new", []))
    #expect(template(table.match(.get, "/a/7")) == ("/a/{x}", ["7"]))
    #expect(template(table.match(.get, "/a/new/b")) == ("/a/{x}/b", ["new"]))
    #expect(template(table.match(.get, "/a/new/d")) == ("/{x}/{y}/{z}", ["a", "new", "d"]))
    #expect(template(table.match(.get, "/")) == ("/", []))
  }

  @Test("an empty segment is no value, and nothing matches what is not there")
  func nothing() {
    let table = table([(.get, "/a/{x}")])
    for path in ["/a/", "/a", "a/b", "", "/a/b/", "/b/c"] {
      if case .nothing = table.match(.get, Substring(path)) { continue }
      Issue.record("\(path) matched")
    }
  }

  @Test("HEAD goes with GET, and other methods are named")
  func methods() {
    let table = table([(.get, "/a"), (.put, "/a"), (.post, "/b")])
    #expect(template(table.match(.head, "/a")).0 == "/a")
    guard case .otherMethods(let allowed) = table.match(.delete, "/a") else {
      Issue.record("DELETE matched")
      return
    }
    #expect(allowed == [.get, .put, .head, .options])
    guard case .otherMethods(let other) = table.match(.head, "/b") else {
      Issue.record("HEAD matched")
      return
    }
    #expect(other == [.post, .options])
  }
}
