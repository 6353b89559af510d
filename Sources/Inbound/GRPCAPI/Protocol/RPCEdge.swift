import ForumKernel
import GRPCCore
import HTTPAPI
import Logging
import ServiceLifecycle

/// What every call passes: correlation, overload, tenant and principal, rate limit, permission and deadline; and errors on their way out. The decisions are
/// those of the REST API.
struct RPCEdge: Sendable {
  /// What a call is and what it needs.
  struct Rule: Sendable {
    let rate: RateClass
    let permission: Permission?
    var isStream = false
  }

  /// Gives the principal again for as long as a stream goes on. Throws `unauthenticated` when the sign-in has ended.
  typealias Viewer = @Sendable () async throws -> Principal

  private let admission: Admission
  private let services: HTTPServices
  private let limits: HTTPLimits
  private let calls: RequestLoad
  private let streams: RequestLoad

  init(_ admission: Admission, _ services: HTTPServices, _ limits: HTTPLimits) {
    self.admission = admission
    self.services = services
    self.limits = limits
    calls = RequestLoad(max: limits.requestsAtOnceMax)
    streams = RequestLoad(max: limits.eventStreamsMax, refusal: RequestLoad.tooManyStreams)
  }

  /// Calls and streams that are not answered yet.
  var callsAtWork: Int { calls.count + streams.count }

  /// Answers one message with one.
  func unary<Input: Sendable, Output: Sendable>(
    _ request: ServerRequest<Input>, _ context: ServerContext, _ rate: RateClass, needs permission: Permission?,
    perform: @escaping @Sendable (RPCCall<Input>) async throws -> Output
  ) async throws -> ServerResponse<Output> {
    let output = try await pass(request.metadata, context, Rule(rate: rate, permission: permission)) { principal in
      try await perform(
        RPCCall(
          principal: principal, cursors: services.cursors, method: context.descriptor.fullyQualifiedMethod, message: request.message,
          bytesMax: limits.bodyBytesMax, now: services.clock.now))
    }
    return ServerResponse(message: output)
  }

  /// A call that takes or gives many messages and may go on until the server stops.
  func stream<Output: Sendable>(
    _ metadata: Metadata, _ context: ServerContext, _ rate: RateClass, needs permission: Permission?,
    perform: @escaping @Sendable (Principal, @escaping Viewer) async throws -> Output
  ) async throws -> Output {
    let (authorization, tenant) = (metadata.text("authorization"), metadata.text("x-tenant"))
    return try await pass(metadata, context, Rule(rate: rate, permission: permission, isStream: true)) { [admission] principal in
      try await perform(principal) { try await admission.principal(authorization, tenant: tenant) }
    }
  }

  private func pass<Output: Sendable>(
    _ metadata: Metadata, _ context: ServerContext, _ rule: Rule, _ perform: @escaping @Sendable (Principal) async throws -> Output
  ) async throws -> Output {
    let start = ContinuousClock.now
    let correlation = CorrelationHeaders.correlation(
      requestID: metadata.text("x-request-id"), traceparent: metadata.text("traceparent"), services.ids)
    let deadline = RPCDeadline(client: metadata.text("grpc-timeout"), server: rule.isStream ? nil : .milliseconds(limits.requestMilliseconds))
    do {
      let output = try await Correlation.$current.withValue(correlation) {
        try await (rule.isStream ? streams : calls).withPlace {
          try await deadline.run(context, isStream: rule.isStream) {
            try await perform(
              try await admission.admit(
                metadata.text("authorization"), tenant: metadata.text("x-tenant"), address: context.peerAddress, rule.rate, needs: rule.permission))
          }
        }
      }
      record(context, rule, correlation, status: 200, since: start)
      return output
    } catch {
      let (shown, status) = answer(to: error, context, correlation)
      record(context, rule, correlation, status: status, since: start)
      throw shown
    }
  }

  /// What the client gets, and the status of HTTP that is nearest to it, for metrics.
  private func answer(to error: any Error, _ context: ServerContext, _ correlation: Correlation) -> (shown: any Error, status: Int) {
    switch error {
    case let error as AppError: return (error.rpcStatus, error.httpStatus)
    case let error as PositionGone: return (error.rpcStatus, 410)
    case let error as RPCError: return (error, error.code == .unavailable ? 503 : error.code == .deadlineExceeded ? 504 : 499)
    case is CancellationError: return (RPCError.cancelled, 499)
    default:
      let metadata: Logger.Metadata = [
        "method": "\(context.descriptor)", "request_id": "\(correlation.requestID)", "error": "\(String(reflecting: error))",
      ]
      services.logger.error("a call failed", metadata: metadata)
      return (RPCError.hidden, 500)
    }
  }

  private func record(_ context: ServerContext, _ rule: Rule, _ correlation: Correlation, status: Int, since start: ContinuousClock.Instant) {
    let method = context.descriptor.fullyQualifiedMethod
    let measurement = RequestMeasurement(method: "GRPC", route: method, status: status, duration: .now - start)
    services.measure(measurement)
    let metadata: Logger.Metadata = [
      "method": "\(method)", "status": "\(status)", "duration_ms": "\(measurement.milliseconds)", "request_id": "\(correlation.requestID)",
    ]
    // That a server which stops ends its streams is no fault.
    let isFault = status >= 500 && !Task.isShuttingDownGracefully
    let level: Logger.Level = isFault ? .warning : status < 400 && rule.rate == .read ? .debug : .info
    services.logger.log(level: level, "call", metadata: metadata)
  }
}

extension Metadata {
  /// The first value of this key; nil when there is none or it is not text.
  fileprivate func text(_ key: String) -> String? { self[stringValues: key].first { _ in true } }
}

extension ServerContext {
  /// The client's IP address: `ipv4:127.0.0.1:50000` and `ipv6:[::1]:50000` without the rest.
  fileprivate var peerAddress: String? {
    let parts = remotePeer.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, ["ipv4", "ipv6"].contains(parts[0]), let colon = parts[1].lastIndex(of: ":") else { return nil }
    return String(parts[1][..<colon].filter { $0 != "[" && $0 != "]" })
  }
}
