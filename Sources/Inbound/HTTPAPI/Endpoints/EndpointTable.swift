public import ForumKernel
public import HTTPTypes

/// Lets a route table be written one endpoint a line.
@resultBuilder
public enum EndpointTable {
  public static func buildExpression(_ endpoint: Endpoint) -> [Endpoint] { [endpoint] }
  public static func buildExpression(_ endpoints: [Endpoint]) -> [Endpoint] { endpoints }
  public static func buildOptional(_ endpoints: [Endpoint]?) -> [Endpoint] { endpoints ?? [] }
  public static func buildBlock(_ rows: [Endpoint]...) -> [Endpoint] { rows.flatMap { $0 } }
}

// Handlers that need no query or no body leave it out.
extension Endpoint {
  public init<Query: QueryFields, View>(
    _ method: HTTPRequest.Method, _ path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission?,
    rate: RateClass? = nil, match: IfMatch? = nil, isDoneOnce: Bool = false, success: HTTPResponse.Status = .ok, errors: [String] = [],
    returns shape: Shape<View>,
    perform: @escaping @Sendable (Call, Query) async throws -> Reply<View>
  ) {
    self.init(
      method, path, operationID, summary, tag: tag, needs: permission, rate: rate, match: match, isDoneOnce: isDoneOnce, success: success,
      errors: errors, returns: shape
    ) { (call: Call, query: Query, _: NoBody) in try await perform(call, query) }
  }

  public init<Body: BodyFields, View>(
    _ method: HTTPRequest.Method, _ path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission?,
    rate: RateClass? = nil, match: IfMatch? = nil, isDoneOnce: Bool = false, success: HTTPResponse.Status = .ok, errors: [String] = [],
    returns shape: Shape<View>,
    perform: @escaping @Sendable (Call, Body) async throws -> Reply<View>
  ) {
    self.init(
      method, path, operationID, summary, tag: tag, needs: permission, rate: rate, match: match, isDoneOnce: isDoneOnce, success: success,
      errors: errors, returns: shape
    ) { (call: Call, _: NoQuery, body: Body) in try await perform(call, body) }
  }

  public init<View>(
    _ method: HTTPRequest.Method, _ path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission?,
    rate: RateClass? = nil, match: IfMatch? = nil, isDoneOnce: Bool = false, success: HTTPResponse.Status = .ok, errors: [String] = [],
    returns shape: Shape<View>,
    perform: @escaping @Sendable (Call) async throws -> Reply<View>
  ) {
    self.init(
      method, path, operationID, summary, tag: tag, needs: permission, rate: rate, match: match, isDoneOnce: isDoneOnce, success: success,
      errors: errors, returns: shape
    ) { (call: Call, _: NoQuery, _: NoBody) in try await perform(call) }
  }
}
