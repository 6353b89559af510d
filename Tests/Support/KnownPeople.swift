public import Auth
import ForumKernel
import Synchronization

/// A provider that knows whom a test says: a code is the subject, and names and addresses are told before.
public final class KnownPeople: IdentityProvider {
  public let slug = "known"
  public let name = "Known people"
  public let redirectURIs = ["https://forum.example.org/back", "app://back"]
  public let linksByEmail: Bool

  private let people = Mutex<[String: ProvenIdentity]>([:])
  private let exchanged = Mutex<[String]>([])

  public init(linksByEmail: Bool = false) { self.linksByEmail = linksByEmail }

  /// The verifiers that codes were exchanged with.
  public var exchanges: [String] { exchanged.withLock { $0 } }

  public func know(_ subject: String, _ name: String? = nil, email: String? = nil, isProven: Bool = true) {
    people.withLock {
      $0[subject] = ProvenIdentity(
        issuer: "https://known.example.org", subject: subject, preferredName: name, displayName: name, email: email, isEmailProven: isProven)
    }
  }

  public func address(_ request: ProviderRequest) async throws -> String {
    "https://known.example.org/?state=\(request.state)&nonce=\(request.nonce)&to=\(request.redirectURI)"
  }

  public func identity(_ answer: ProviderAnswer) async throws -> ProvenIdentity {
    exchanged.withLock { $0.append(answer.request.verifier) }
    guard let known = people.withLock({ $0[answer.code] }) else {
      throw AppError(.unauthenticated, "provider_refused", "The provider did not sign you in.", cause: "unknown_code")
    }
    return known
  }
}
