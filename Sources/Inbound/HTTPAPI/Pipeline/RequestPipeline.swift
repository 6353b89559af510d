import ForumKernel
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// What every request passes, in one place and in this order: correlation, overload, route, version, tenant, principal, `Accept`, permission, rate limit,
/// body, handler with its deadline; then the answer's common headers. One responder instead of ten middlewares: each layer would cost an
/// allocation and two suspensions on the way to an answer that takes microseconds.
struct RequestPipeline: Sendable {
  let routes: RouteTable
  let services: HTTPServices
  let limits: HTTPLimits
  private let strictTransportSeconds: Int64?
  private let crossOrigin: CrossOrigin
  private let compresses: Bool
  let streams: EventStreams
  let admission: Admission
  private let load: RequestLoad
  private let versions: PinnedVersions
  private let date = HTTPDate()

  /// Throws when two routes collide or a setting can't be used.
  init(routes: RouteTable, versions: PinnedVersions, services: HTTPServices, settings: HTTPSettings) throws {
    self.routes = routes
    self.versions = versions
    self.services = services
    limits = settings.limits
    strictTransportSeconds = settings.strictTransportSeconds
    crossOrigin = CrossOrigin(settings.crossOrigins)
    compresses = settings.compresses
    admission = try Admission(services, settings)
    streams = EventStreams(settings.limits, admission, logger: services.logger)
    load = RequestLoad(max: settings.limits.requestsAtOnceMax)
  }

  /// Answers the request, whatever happens; as late when the task was cancelled. `channel` is the client's connection; nil in process.
  func respond(to head: HTTPRequest, _ body: ReceivedBody, on channel: (any Channel)?, _ record: inout RequestRecord) async -> Response {
    let correlation = CorrelationHeaders.correlation(head.headerFields, services.ids)
    record.correlation = correlation
    let compression = compresses ? AnswerCompression(for: head) : nil
    var response: Response
    do {
      response = try await Correlation.$current.withValue(correlation) {
        try await load.withPlace { try await answer(compression == nil ? head : AnswerCompression.plain(head), body, channel, &record) }
      }
      try await compression?.apply(to: &response)
    } catch {
      record.cause = (error as? AppError)?.cause
      response = answer(problem(Task.isCancelled ? DeadlineExceeded() : error, record), to: head, correlation.requestID)
    }
    finish(&response, head, record)
    return response
  }

  private func answer(
    _ head: HTTPRequest, _ body: ReceivedBody, _ channel: (any Channel)?, _ record: inout RequestRecord
  ) async throws -> Response {
    if case .tooLarge = body { throw Problem.bodyTooLarge(limits) }
    guard let authority = head.authority, !authority.isEmpty, head.headerFields[.host].map({ $0.lowercased() == authority.lowercased() }) ?? true
    else {
      throw Problem(.badRequest, "host_required", "A request names one host, in the field Host.")
    }
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
    let now = services.clock.now
    let version = try versions.version(head.headerFields, now: now)
    if version.lacks(route.operationID) {
      throw Problem(.notFound, "route_not_found", "There is nothing at this path in \(version.release.version).")
    }
    let head = version.newer(head, of: route.operationID)
    if let media = route.media { try ContentNegotiation.require(media, head.headerFields[.accept]) }
    let perform: @Sendable (Call, APICaller) async throws -> Response
    // What streams goes on for long: it reads where things are written.
    var onlyReads = head.method == .get && route.media != nil
    var isPage = false
    switch route.action {
    case .server(let answer): return try await answer(version)
    case .call(let action):
      perform = action
      record.version = version
    case .page(let action):
      perform = action
      isPage = true
      onlyReads = head.method == .get
    }
    do {
      let (principal, address) = try await admission.admit(head, channel?.remoteAddress, route, &record)
      let kept = keptAnswer(head, principal, target)
      if let answer = kept?.answer { return try await version.older(answer, of: route.operationID) }
      let call = Call(
        principal: principal, requestID: record.correlation.requestID, clientAddress: address,
        isSecure: admission.addresses.isSecure(head, peer: channel?.remoteAddress), head: head, body: route.takesBody ? body.bytes : nil,
        incoming: route.takesUpload ? body.stream : nil,
        cursors: services.cursors,
        query: mark.map { target[target.utf8.index(after: $0)...] } ?? "", streams: streams, channel: channel,
        version: version, now: now, operationID: route.operationID, names: entry.names, values: values, kept: kept)
      let caller = RequestCaller(user: principal.userID, address: address, onlyReads: onlyReads)
      let api = APICaller(self, for: head, isPage: isPage, isPage && route.takesUpload ? body.stream : nil, channel)
      return try await RequestCaller.$current.withValue(caller) { try await version.older(perform(call, api), of: route.operationID) }
    } catch let error as AppError where error.code == .forbidden {
      try await admission.requireKnown(zip(entry.names, values), head)
      throw error
    }
  }

  /// The place of a plain `GET` among the kept answers; nil for who may get another answer than everybody.
  private func keptAnswer(_ head: HTTPRequest, _ principal: Principal, _ target: String) -> KeptAnswer? {
    guard let answers = services.answers, !principal.readsByPolicy, head.method == .get, !head.headerFields.contains(.ifNoneMatch) else { return nil }
    if let user = principal.userID, services.readsOwnAnswers(user) { return nil }
    return KeptAnswer(answers, AnswerCache.Key(tenant: principal.tenant, target: target))
  }

  /// The most that the body of this request may have where an endpoint takes it as it comes; nil for all others.
  func uploadBytesMax(_ head: HTTPRequest) -> Int? {
    guard head.method == .post, let path = head.path, routes.uploads.contains(path.prefix { $0 != "?" }) else { return nil }
    return limits.uploadBytesMax
  }

  private static func allow(_ methods: [HTTPRequest.Method], _ method: HTTPRequest.Method) throws -> Response {
    var allow: HTTPFields = [.allow: methods.map(\.rawValue).joined(separator: ", ")]
    guard method == .options else {
      throw Problem(.methodNotAllowed, "method_not_allowed", "This path does not take \(method.rawValue).", headers: allow)
    }
    if methods.contains(.patch) { allow[.acceptPatch] = MediaType.patches }
    return Response(status: .noContent, headers: allow)
  }

  /// A page for a person who went to an address that is not the API's; else JSON.
  private func answer(_ problem: Problem, to head: HTTPRequest, _ requestID: String) -> Response {
    let accept = head.headerFields[.accept]
    guard let page = services.problemPage, head.path?.hasPrefix("/api/") != true, ContentNegotiation.wantsPage(accept) else {
      return problem.response(requestID: requestID, asJSend: ContentNegotiation.wantsJSend(accept))
    }
    var response = page(problem).response
    for field in problem.headers where field.name != .wwwAuthenticate { response.headers.append(field) }
    return response
  }

  private func problem(_ error: any Error, _ record: RequestRecord) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let error as AppError: return Problem(error)
    case is BodyBrokeOff: return Problem(.badRequest, "malformed_request", "The body of the request broke off.")
    case is DeadlineExceeded:
      return Problem(AppError(.unavailable, "deadline_exceeded", "This took too long and was given up.", retryAfterSeconds: 5))
    default:
      services.logger.error("a request failed", metadata: record.metadata(adding: ["error": "\(String(reflecting: error))"]))
      return .internal
    }
  }

  private func finish(_ response: inout Response, _ head: HTTPRequest, _ record: RequestRecord) {
    response.headers.append(HTTPField(name: .date, value: date.text(services.clock.now)))
    response.headers.append(HTTPField(name: .xRequestID, value: record.correlation.requestID))
    if let traceparent = record.correlation.traceparent { response.headers.append(HTTPField(name: .traceparent, value: traceparent)) }
    record.rate?.append(to: &response.headers)
    record.version?.append(to: &response.headers)
    crossOrigin.append(to: &response.headers, for: head)
    SecurityHeaders.append(to: &response.headers, strictSeconds: head.scheme == "https" ? strictTransportSeconds : nil)
    if head.method == .head { response = response.createHeadResponse() }
  }
}

extension HTTPField.Name {
  /// A field beside `:authority` that HTTP/2 allows; that of HTTP/1.1 has become the authority.
  fileprivate static let host = HTTPField.Name("Host")!
}

/// The handler was cancelled because it took too long.
private struct DeadlineExceeded: Error {}

extension Problem {
  fileprivate static func bodyTooLarge(_ limits: HTTPLimits) -> Problem {
    Problem(.contentTooLarge, "body_too_large", "The body may have at most \(limits.bodyBytesMax) bytes.", headers: [.connection: "close"])
  }
}
