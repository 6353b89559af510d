import ForumKernel
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// What every request passes, in one place and in this order: correlation, overload, route, tenant, principal, `Accept`, permission, rate limit,
/// body, handler with its deadline; then the answer's common headers. One responder instead of ten middlewares: each layer would cost an
/// allocation and two suspensions on the way to an answer that takes microseconds.
struct RequestPipeline: Sendable {
  let routes: RouteTable
  let services: HTTPServices
  let limits: HTTPLimits
  let streams: EventStreams
  private let admission: Admission
  private let load: RequestLoad
  private let date = HTTPDate()

  /// Throws when two routes collide or a setting can't be used.
  init(routes: RouteTable, services: HTTPServices, settings: HTTPSettings) throws {
    self.routes = routes
    self.services = services
    limits = settings.limits
    admission = try Admission(services, settings)
    streams = EventStreams(settings.limits, admission, logger: services.logger)
    load = RequestLoad(max: settings.limits.requestsAtOnceMax)
  }

  /// Answers the request, whatever happens; as late when the task was cancelled. `channel` is the client's connection; nil in process.
  func respond(to head: HTTPRequest, _ body: ReceivedBody, on channel: (any Channel)?, _ record: inout RequestRecord) async -> Response {
    let correlation = CorrelationHeaders.correlation(head.headerFields, services.ids)
    record.correlation = correlation
    var response: Response
    do {
      response = try await Correlation.$current.withValue(correlation) {
        try await load.withPlace { try await answer(head, body, channel, &record) }
      }
    } catch {
      record.cause = (error as? AppError)?.cause
      response = problem(Task.isCancelled ? DeadlineExceeded() : error, record).response(
        requestID: correlation.requestID, asJSend: ContentNegotiation.wantsJSend(head.headerFields[.accept]))
    }
    finish(&response, head.method, record)
    return response
  }

  private func answer(
    _ head: HTTPRequest, _ body: ReceivedBody, _ channel: (any Channel)?, _ record: inout RequestRecord
  ) async throws -> Response {
    guard case .bytes(let bytes) = body else { throw Problem.bodyTooLarge(limits) }
    let target = head.path ?? "/"
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
    let path = target[..<(mark ?? target.endIndex)]
    let entry: RouteTable.Entry
    let values: [Substring]
    switch routes.match(head.method, path) {
    case .route(let found, let parameters): (entry, values) = (found, parameters)
    case .otherMethods(let methods): return try Self.allow(methods, head.method)
    case .nothing: throw Problem(.notFound, "route_not_found", "There is nothing at this path.")
    }
    let route = entry.route
    record.route = route.template
    if let media = route.media, !ContentNegotiation.accepts(media, head.headerFields[.accept]) {
      throw Problem(.notAcceptable, "not_acceptable", "This answers \(media) only.")
    }
    let perform: @Sendable (Call) async throws -> Response
    switch route.action {
    case .server(let answer): return try await answer()
    case .call(let action): perform = action
    case .page(let action):
      let caller = APICaller(pipeline: self, page: head, channel: channel)
      perform = { try await action($0, caller) }
    }
    let (principal, address) = try await admission.admit(head, channel?.remoteAddress, route, &record)
    let kept = keptAnswer(head, principal.tenant, target)
    if let answer = kept?.answer { return answer }
    let call = Call(
      principal: principal, requestID: record.correlation.requestID, clientAddress: address, head: head, body: route.takesBody ? bytes : nil,
      cursors: services.cursors,
      query: mark.map { target[target.utf8.index(after: $0)...] } ?? "", streams: streams, channel: channel,
      operationID: route.operationID, names: entry.names, values: values, kept: kept)
    return try await perform(call)
  }

  /// The place of a plain `GET` among the kept answers.
  private func keptAnswer(_ head: HTTPRequest, _ tenant: TenantID, _ target: String) -> KeptAnswer? {
    guard let answers = services.answers, head.method == .get, !head.headerFields.contains(.ifNoneMatch) else { return nil }
    return KeptAnswer(answers, AnswerCache.Key(tenant: tenant, target: target))
  }

  private static func allow(_ methods: [HTTPRequest.Method], _ method: HTTPRequest.Method) throws -> Response {
    let allow: HTTPFields = [.allow: methods.map(\.rawValue).joined(separator: ", ")]
    guard method == .options else {
      throw Problem(.methodNotAllowed, "method_not_allowed", "This path does not take \(method.rawValue).", headers: allow)
    }
    return Response(status: .noContent, headers: allow)
  }

  private func problem(_ error: any Error, _ record: RequestRecord) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let error as AppError: return Problem(error)
    case is DeadlineExceeded:
      return Problem(AppError(.unavailable, "deadline_exceeded", "This took too long and was given up.", retryAfterSeconds: 5))
    default:
      services.logger.error("a request failed", metadata: record.metadata(adding: ["error": "\(String(reflecting: error))"]))
      return .internal
    }
  }

  private func finish(_ response: inout Response, _ method: HTTPRequest.Method, _ record: RequestRecord) {
    response.headers.append(HTTPField(name: .date, value: date.text(services.clock.now)))
    response.headers.append(HTTPField(name: .xRequestID, value: record.correlation.requestID))
    if let traceparent = record.correlation.traceparent { response.headers.append(HTTPField(name: .traceparent, value: traceparent)) }
    record.rate?.append(to: &response.headers)
    SecurityHeaders.append(to: &response.headers)
    if method == .head { response = response.createHeadResponse() }
  }
}

/// The handler was cancelled because it took too long.
private struct DeadlineExceeded: Error {}

extension Problem {
  fileprivate static func bodyTooLarge(_ limits: HTTPLimits) -> Problem {
    Problem(.contentTooLarge, "body_too_large", "The body may have at most \(limits.bodyBytesMax) bytes.", headers: [.connection: "close"])
  }
}
