import GRPCCore
import GRPCProto
import ServiceLifecycle
import SwiftProtobuf

/// `grpc.health.v1`: serving while the forum takes writes and the server does not stop.
struct HealthCalls: Grpc_Health_V1_Health.ServiceProtocol {
  /// How often a watch looks.
  private static let interval = Duration.seconds(1)

  /// The services that are known by name; the empty name is the whole server.
  let names: Set<String>
  /// Why it can't serve; empty when it can.
  let reasonsNotReady: @Sendable () async -> [String]

  func check(
    request: ServerRequest<Grpc_Health_V1_HealthCheckRequest>, context: ServerContext
  ) async throws -> ServerResponse<Grpc_Health_V1_HealthCheckResponse> {
    let status = await status(of: request.message.service)
    guard status != .serviceUnknown else { throw RPCError(code: .notFound, message: "There is no such service.") }
    return ServerResponse(message: .with { $0.status = status })
  }

  func watch(
    request: ServerRequest<Grpc_Health_V1_HealthCheckRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Grpc_Health_V1_HealthCheckResponse> {
    StreamingServerResponse { writer in
      var known: Grpc_Health_V1_HealthCheckResponse.ServingStatus?
      while !context.cancellation.isCancelled, !Task.isShuttingDownGracefully {
        let status = await status(of: request.message.service)
        if status != known { try await writer.write(.with { $0.status = status }) }
        known = status
        try await Task.sleep(for: Self.interval)
      }
      return [:]
    }
  }

  private func status(of service: String) async -> Grpc_Health_V1_HealthCheckResponse.ServingStatus {
    guard service.isEmpty || names.contains(service) else { return .serviceUnknown }
    return await reasonsNotReady().isEmpty ? .serving : .notServing
  }
}
