import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL
import Notifications

/// Why a try has no answer.
enum WebhookFailure: Error, Equatable {
  case noPublicAddress, unreachable, tls, timedOut, broken, malformed

  init(_ error: any Error) {
    switch error {
    case let error as HTTPClientError:
      switch error {
      case .deadlineExceeded, .readTimeout, .cancelled, .tlsHandshakeTimeout: self = .timedOut
      case .connectTimeout: self = .unreachable
      default: self = .broken
      }
    case is CancellationError: self = .timedOut
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .tls
    case is HTTPParserError: self = .malformed
    // After the connection was there.
    case let error as IOError where ![ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, ETIMEDOUT, EADDRNOTAVAIL].contains(error.errnoCode): self = .broken
    default: self = .unreachable
    }
  }

  var problem: WebhookResult.Problem {
    switch self {
    case .noPublicAddress: .noPublicAddress
    case .unreachable, .broken: .unreachable
    case .tls: .tls
    case .timedOut: .timedOut
    case .malformed: .malformed
    }
  }
}
