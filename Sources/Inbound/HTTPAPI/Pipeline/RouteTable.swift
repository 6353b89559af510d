import ForumKernel
import HTTPTypes
import HummingbirdCore

/// What stands behind one method and path.
struct Route: Sendable {
  enum Action: Sendable {
    /// An operation of the API: needs a tenant and a principal.
    case call(@Sendable (Call, APICaller) async throws -> Response)
    /// As `call`, and calls the API for its visitor.
    case page(@Sendable (Call, APICaller) async throws -> Response)
    /// Belongs to the server, not to a tenant: no principal, no rate limit.
    case server(@Sendable (PinnedVersion) async throws -> Response)
  }

  /// The path with its parameters in braces: what logs and metrics show.
  let template: String
  let operationID: String
  var permission: Permission?
  var rate: RateClass = .read
  var takesBody = false
  /// It takes its body as it comes.
  var takesUpload = false
  /// See `Endpoint`.
  var isDoneOnce = false
  /// See `Endpoint`.
  var endsSession = false
  /// What it answers, for `Accept`; nil when it does not care.
  var media: String?
  let action: Action

  /// The names of the parameters in their order.
  var names: [String] { RouteTable.segments(template).filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) } }
}

/// Finds the route of a path, segment by segment. Unlike Hummingbird's router it knows which methods a path has, which 405 and OPTIONS must tell.
struct RouteTable: Sendable {
  enum Match: Sendable {
    case route(Entry, values: [Substring])
    /// The path exists, but not with this method.
    case otherMethods([HTTPRequest.Method])
    case nothing
  }

  final class Entry: Sendable {
    let route: Route
    let names: [String]

    init(_ route: Route) {
      self.route = route
      names = route.names
    }
  }

  private struct Node: Sendable {
    var words: [Substring: Int] = [:]
    var parameter: Int?
    var entries: [(method: HTTPRequest.Method, entry: Entry)] = []
  }

  private var nodes = [Node()]
  /// The paths that take uploads, by `POST`; without parameters.
  private(set) var uploads: Set<Substring> = []

  /// Two routes with one method and path are a mistake in the route tables.
  mutating func add(_ method: HTTPRequest.Method, _ route: Route) {
    var node = 0
    for segment in Self.segments(route.template) { node = child(of: node, segment) }
    precondition(!nodes[node].entries.contains { $0.method == method }, "\(method) \(route.template) is there twice")
    nodes[node].entries.append((method, Entry(route)))
    guard route.takesUpload else { return }
    precondition(method == .post && route.names.isEmpty, "uploads are posted to a path without parameters")
    uploads.insert(route.template[...])
  }

  /// `path` begins with a slash. HEAD finds the route of GET.
  func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
    guard path.utf8.first == UInt8(ascii: "/") else { return .nothing }
    var values: [Substring] = []
    guard let node = find(path.dropFirst(), from: 0, &values) else { return .nothing }
    let wanted = method == .head ? .get : method
    for entry in nodes[node].entries where entry.method == wanted { return .route(entry.entry, values: values) }
    return .otherMethods(Self.allowed(nodes[node].entries.map(\.method)))
  }

  static func segments(_ path: String) -> [Substring] { path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) }

  private static func allowed(_ methods: [HTTPRequest.Method]) -> [HTTPRequest.Method] {
    methods + (methods.contains(.get) ? [.head] : []) + [.options]
  }

  private mutating func child(of node: Int, _ segment: Substring) -> Int {
    let isParameter = segment.hasPrefix("{")
    if let known = isParameter ? nodes[node].parameter : nodes[node].words[segment] { return known }
    nodes.append(Node())
    if isParameter { nodes[node].parameter = nodes.count - 1 } else { nodes[node].words[segment] = nodes.count - 1 }
    return nodes.count - 1
  }

  /// Words win over parameters.
  private func find(_ rest: Substring, from node: Int, _ values: inout [Substring]) -> Int? {
    let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/"))
    let segment = rest[..<(slash ?? rest.endIndex)]
    if let word = nodes[node].words[segment] {
      guard let slash else { if !nodes[word].entries.isEmpty { return word } else { return nil } }
      if let found = find(rest[rest.utf8.index(after: slash)...], from: word, &values) { return found }
    }
    guard let parameter = nodes[node].parameter, !segment.isEmpty else { return nil }
    values.append(segment)
    guard let slash else { return nodes[parameter].entries.isEmpty ? nil : parameter }
    if let found = find(rest[rest.utf8.index(after: slash)...], from: parameter, &values) { return found }
    values.removeLast()
    return nil
  }
}
