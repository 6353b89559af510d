import ForumKernel
import GRPCCore
import GRPCProtobuf

extension AppError {
  /// Where `ErrorInfo` says that its reasons come from.
  fileprivate static let domain = "forum-lite"

  /// The one place that knows which gRPC status an error of the application is, with `google.rpc` details: each broken rule as a `BadRequest`, the
  /// stable slug as an `ErrorInfo`, and when to try again as a `RetryInfo`.
  var rpcStatus: GoogleRPCStatus {
    var details: [ErrorDetails] = [.errorInfo(reason: slug, domain: Self.domain, metadata: [:])]
    if !faults.isEmpty { details.append(.badRequest(violations: faults.map(\.violation))) }
    if let retryAfterSeconds { details.append(.retryInfo(delay: .seconds(retryAfterSeconds))) }
    return GoogleRPCStatus(code: rpcCode, message: message, details: details)
  }

  private var rpcCode: RPCError.Code {
    switch code {
    case .invalid: .invalidArgument
    case .unauthenticated: .unauthenticated
    case .forbidden: .permissionDenied
    case .notFound: .notFound
    case .conflict: .failedPrecondition
    case .stale: .aborted
    case .tooMany: .resourceExhausted
    case .unavailable: .unavailable
    }
  }
}

extension Fault {
  /// `/tags/0` is the field `tags.0`.
  fileprivate var violation: ErrorDetails.BadRequest.FieldViolation {
    let field = pointer.drop { $0 == "/" || $0 == "?" }.replacing("/", with: ".")
    return .init(field: String(field), description: detail, reason: code.uppercased(), localizedMessage: nil)
  }
}

extension RPCError {
  /// Whatever is not ours: the client learns nothing of it.
  static let hidden = RPCError(code: .internalError, message: "Something went wrong here. It was logged.")
}

/// What a watch was to go on from, or had reached, can't be read any more.
struct PositionGone: Error {
  /// Where one can go on from now.
  let position: String

  var rpcStatus: GoogleRPCStatus {
    GoogleRPCStatus(
      code: .outOfRange, message: "What happened after this position is gone. Read the current state, then watch from the position given here.",
      details: [.errorInfo(reason: "position_gone", domain: AppError.domain, metadata: ["position": position])])
  }
}
