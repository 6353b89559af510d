import ForumKernel
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// What every request passes, in one place and in this order: correlation, overload, route, tenant, principal, `Accept`, permission, rate limit,
/// body, handler with its deadline; then the answer's common headers. One responder instead of ten middlewares: each layer would cost an
/// allocation and two suspensions on the way to an answer that takes microseconds.
struct RequestPipeline: Sendable {
  let routes: RouteTable
  let services: HTTPServices
  let limits: HTTPLimits
  let deadlines: RequestDeadlines
  let streams: EventStreams
  private let admission: Admission
  private let load: RequestLoad
  private let date = HTTPDate()

  /// Throws when two routes collide or a setting can't be used.
  init(routes: RouteTable, services: HTTPServices, settings: HTTPSettings) throws {
    self.routes = routes
    self.services = services
    limits = settings.limits
    deadlines = RequestDeadlines(limit: .milliseconds(settings.limits.requestMilliseconds))
    streams = EventStreams(
      heartbeat: .milliseconds(settings.limits.heartbeatMilliseconds), max: settings.limits.eventStreamsMax, logger: services.logger)
    admission = try Admission(services, settings)
    load = RequestLoad(max: settings.limits.requestsAtOnceMax)
  }

  /// Answers the request, whatever happens.
  /// `channel` is the client's connection; nil in process. Throws only when the request itself breaks off.
  func respond(to request: Request, on channel: (any Channel)?, _ record: inout RequestRecord) async throws -> Response {
    let correlation = CorrelationHeaders.correlation(request.headers, services.ids)
    record.correlation = correlation
    var response: Response
    do {
      response = try await Correlation.$current.withValue(correlation) {
        try await load.withPlace { try await answer(request, channel, &record) }
      }
    } catch let error as HTTPParserError {
      throw error
    } catch {
      response = problem(error, record).response(
        requestID: correlation.requestID, asJSend: ContentNegotiation.wantsJSend(request.headers[.accept]))
    }
    finish(&response, request, record)
    return response
  }

  private func answer(_ request: Request, _ channel: (any Channel)?, _ record: inout RequestRecord) async throws -> Response {
    let target = request.head.path ?? "/"
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
    let path = target[..<(mark ?? target.endIndex)]
    let entry: RouteTable.Entry
    let values: [Substring]
    switch routes.match(request.method, path) {
    case .route(let found, let parameters): (entry, values) = (found, parameters)
    case .otherMethods(let methods): return try Self.allow(methods, request.method)
    case .nothing: throw Problem(.notFound, "route_not_found", "There is nothing at this path.")
    }
    let route = entry.route
    record.route = route.template
    if let media = route.media, !ContentNegotiation.accepts(media, request.headers[.accept]) {
      throw Problem(.notAcceptable, "not_acceptable", "This answers \(media) only.")
    }
    let perform: @Sendable (Call) async throws -> Response
    switch route.action {
    case .server(let answer): return try await answer()
    case .call(let action): perform = action
    }
    let (principal, address) = try await admission.admit(request, channel?.remoteAddress, route, &record)
    let call = Call(
      principal: principal, requestID: record.correlation.requestID, clientAddress: address, head: request.head,
      body: route.takesBody ? try await readBody(request) : nil, cursors: services.cursors,
      query: mark.map { target[target.utf8.index(after: $0)...] } ?? "", streams: streams, closed: channel?.closeFuture,
      operationID: route.operationID, names: entry.names, values: values)
    if route.media == MediaType.events { return try await perform(call) }
    return try await deadlines.run { try await perform(call) }
  }

  private static func allow(_ methods: [HTTPRequest.Method], _ method: HTTPRequest.Method) throws -> Response {
    let allow: HTTPFields = [.allow: methods.map(\.rawValue).joined(separator: ", ")]
    guard method == .options else {
      throw Problem(.methodNotAllowed, "method_not_allowed", "This path does not take \(method.rawValue).", headers: allow)
    }
    return Response(status: .noContent, headers: allow)
  }

  private func readBody(_ request: Request) async throws -> ByteBuffer {
    let tooLarge = Problem(
      .contentTooLarge, "body_too_large", "The body may have at most \(limits.bodyBytesMax) bytes.", headers: [.connection: "close"])
    let length = request.headers[.contentLength].flatMap { Int($0) }
    if let length, length > limits.bodyBytesMax { throw tooLarge }
    do {
      let body = try await request.body.collect(upTo: limits.bodyBytesMax)
      guard length == nil || length == body.readableBytes else {
        throw AppError(.invalid, "body_incomplete", "The body ended before its Content-Length.", isMalformed: true)
      }
      return body
    } catch is NIOTooManyBytesError {
      throw tooLarge
    }
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

  private func finish(_ response: inout Response, _ request: Request, _ record: RequestRecord) {
    response.headers.append(HTTPField(name: .date, value: date.text(services.clock.now)))
    response.headers.append(HTTPField(name: .xRequestID, value: record.correlation.requestID))
    if let traceparent = record.correlation.traceparent { response.headers.append(HTTPField(name: .traceparent, value: traceparent)) }
    record.rate?.append(to: &response.headers)
    SecurityHeaders.append(to: &response.headers)
    if request.method == .head { response = response.createHeadResponse() }
  }
}
