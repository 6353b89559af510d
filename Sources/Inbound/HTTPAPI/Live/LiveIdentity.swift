import ForumKernel
import HTTPTypes
import LiveFeed
import Synchronization

/// Whom a WebSocket is for, and what of the API that client knows. Its access token ends as others do; the client may send a new one before that, or sign in only after it has connected,
/// as browsers must, which can't set headers.
final class LiveIdentity: Sendable {
  let tenant: TenantID
  let version: PinnedVersion
  private let admission: Admission
  private let clientAddress: String?
  private let authorization: Mutex<String?>

  init(_ call: Call) {
    tenant = call.tenant
    version = call.version
    admission = call.streams.admission
    clientAddress = call.clientAddress
    authorization = Mutex(call.head.headerFields[.authorization])
  }

  /// Asks again each time. Throws `unauthenticated` when the sign-in has ended, `forbidden` or `notFound` when its tenant does not serve any more.
  func principal() async throws -> Principal { try await admission.viewer(authorization.withLock { $0 }, tenant) }

  var viewer: LiveViewer { { try await self.principal() } }

  /// Goes on with this access token. Throws `unauthenticated`, and `forbidden` (`other_account`) for somebody else's.
  func renew(_ accessToken: String) async throws {
    let field = "Bearer \(accessToken)"
    let user = try await admission.principal(field, tenant).userID
    let known = try await principal().userID
    guard known == nil || known == user else {
      throw AppError(.forbidden, "other_account", "This connection is another account's: open a new one.")
    }
    authorization.withLock { $0 = field }
  }

  /// Throws `tooMany` for a client that sends more than the rate limit for reads allows.
  func countMessage() async throws { try await admission.countMessage(of: try await principal(), clientAddress) }
}
