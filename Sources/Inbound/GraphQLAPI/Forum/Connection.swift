import ForumKernel
import HTTPAPI

/// A page of a list as clients of Relay and others know it.
struct Connection<View: Sendable>: Sendable {
  struct Edge: Sendable {
    let cursor: String
    let node: View
  }

  let edges: [Edge]
  let information: PageInformation
  /// How many there are in all, where the list knows.
  var count: Int64?

  /// `list` names the list with its filters, which its cursors are signed for. `position` is where the page after an item begins; where the page itself
  /// knows what comes after it, that counts.
  init(_ page: Page<View>, of list: String, after start: PagePosition?, _ reads: ForumReads, position: (View) -> PagePosition) {
    let last = page.items.count - 1
    edges = page.items.enumerated().map { index, view in
      let place = index == last ? page.next ?? position(view) : position(view)
      return Edge(cursor: reads.cursors.encode(place, scope: list), node: view)
    }
    // A page may be empty and not the last one, where all that it has is out of the caller's sight.
    let end = edges.last?.cursor ?? page.next.map { reads.cursors.encode($0, scope: list) }
    information = PageInformation(
      hasNextPage: page.next != nil, hasPreviousPage: start != nil, startCursor: edges.first?.cursor, endCursor: end)
  }
}

extension ForumReads {
  /// The page that a field's arguments ask for. Throws `invalid` for a cursor of another list.
  func page(_ arguments: Arguments, of list: String) throws(AppError) -> PageRequest {
    let limit = arguments.number("first") ?? 1
    guard let cursor = arguments.text("after") else { return PageRequest(limit: limit) }
    do throws(AppError) {
      return PageRequest(limit: limit, after: try cursors.decode(cursor, scope: list))
    } catch {
      throw AppError(.invalid, "malformed_cursor", "This cursor was not made for this list. Start again without “after”.")
    }
  }
}

extension ArgumentDefinition {
  /// `first` and `after`.
  static func paging(_ standard: Int) -> [ArgumentDefinition] {
    [
      ArgumentDefinition(name: "first", description: "How many at most.", type: .nonNull(.named("Int")), standard: .integer(Int64(standard))),
      ArgumentDefinition(name: "after", description: "The cursor of what the page begins behind.", type: .named("String")),
    ]
  }
}

extension GraphObject {
  /// The three types of a connection: itself, its edges, and what they share.
  static func connection(
    _ name: ObjectName<Connection<View>>, edge edgeName: ObjectName<Connection<View>.Edge>, of node: ObjectName<View>, counts: Bool = false
  ) -> [SchemaType] {
    let edge = GraphObject<Connection<View>.Edge>(edgeName, "One of a page.")
      .text("cursor", "Where the page after this one begins.") { $0.cursor }
      .object("node", node) { $0.node }
    var connection = GraphObject<Connection<View>>(name, "A page of a list.")
      .list("edges", edgeName, size: .page, "With cursors.") { $0.edges }
      .list("nodes", node, size: .page, "Without cursors.") { $0.edges.map(\.node) }
      .object("pageInfo", ForumGraph.pageInformation) { $0.information }
    if counts { connection = connection.number("totalCount", "How many there are in all.") { $0.count ?? 0 } }
    return [edge.schemaType, connection.schemaType]
  }
}

/// Whether there is more, and behind which cursors.
struct PageInformation: Sendable {
  let hasNextPage: Bool
  let hasPreviousPage: Bool
  let startCursor: String?
  let endCursor: String?
}
