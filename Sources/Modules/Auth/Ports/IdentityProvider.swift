public import ForumKernel

/// Somebody else who knows people: signs them in on pages of its own, and tells who they are (OpenID Connect).
public protocol IdentityProvider: Sendable {
  /// Its word in addresses.
  var slug: String { get }
  /// What people see: "Sign in with …".
  var name: String { get }
  /// Where it may send people back to; the first one where a client names none.
  var redirectURIs: [String] { get }
  /// Whether somebody with a proven mail address is the account with that address.
  var linksByEmail: Bool { get }
  /// Where somebody signs in. Throws `unavailable` (`provider_unavailable`).
  func address(_ request: ProviderRequest) async throws -> String
  /// Exchanges the code that came back, once, and checks everything that the provider says. Throws `unavailable` (`provider_unavailable`) and
  /// `unauthenticated` (`provider_refused`) with the cause for the log.
  func identity(_ answer: ProviderAnswer) async throws -> ProvenIdentity
}

/// One sign-in that goes to the provider.
public struct ProviderRequest: Sendable {
  public let redirectURI: String
  /// Comes back with the answer, and belongs to who began.
  public let state: String
  /// Stands in what the provider signs.
  public let nonce: String
  /// What proves at the exchange that it is the one who began (RFC 7636).
  public let verifier: String

  public init(redirectURI: String, state: String, nonce: String, verifier: String) {
    self.redirectURI = redirectURI
    self.state = state
    self.nonce = nonce
    self.verifier = verifier
  }
}

/// What came back from it.
public struct ProviderAnswer: Sendable {
  public let request: ProviderRequest
  public let code: String
  /// Who says that it answers (RFC 9207).
  public let issuer: String?
  public let now: Timestamp

  public init(request: ProviderRequest, code: String, issuer: String?, now: Timestamp) {
    self.request = request
    self.code = code
    self.issuer = issuer
    self.now = now
  }
}
