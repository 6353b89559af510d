import ForumKernel

/// How a client goes on to a provider.
public struct ProviderWay: Sendable {
  /// The provider's page to open.
  public let address: String
  /// Shows at the end that it is the one who began; whoever began keeps it and shows it to nobody else.
  public let ticket: String
  public let expiresInSeconds: Int64
}

/// What came back from a provider, with the ticket of who began.
public struct ProviderReturn: Sendable {
  public let ticket: String
  public let state: String?
  public let code: String?
  public let issuer: String?
  /// What the provider says instead of a code: `access_denied`.
  public let refusal: String?

  public init(ticket: String, state: String?, code: String?, issuer: String?, refusal: String?) {
    self.ticket = ticket
    self.state = state
    self.code = code
    self.issuer = issuer
    self.refusal = refusal
  }
}

/// Sends people to providers and reads what comes back: once, by who began, and within ten minutes.
struct AskProvider: Sendable {
  static let over = AppError(
    .unauthenticated, "sign_in_over", "This sign-in is over, or was begun somewhere else. Begin again.", cause: "provider_sign_in_unknown")

  let store: any AuthStore
  let secrets: any SecretKeeper
  let providers: [any IdentityProvider]
  let clock: any WallClock

  /// Throws `notFound` (`provider_not_found`), `invalid` for another redirect URI than those of the provider, `tooMany` (`too_many_sign_ins`),
  /// `unavailable` (`provider_unavailable`).
  func begin(_ slug: String, redirectURI: String?, user: UserID?, _ tenant: TenantID) async throws -> ProviderWay {
    let provider = try provider(slug)
    guard let uri = redirectURI ?? provider.redirectURIs.first, provider.redirectURIs.contains(uri) else {
      throw AppError.validation([Fault("/redirect_uri", "not_allowed", "The provider's settings do not name this address.")])
    }
    let ticket = secrets.ticketText()
    let address = try await provider.address(request(ticket, uri, tenant))
    let signIn = ProviderSignIn(
      digest: secrets.word("ticket", ticket, tenant), provider: slug, redirectURI: uri, userID: user,
      expiresAt: clock.now.adding(seconds: AuthLimits.providerSignInSeconds))
    try await store.write(tenant, actor: user) { tx in
      guard try tx.openProviderSignInCount() < AuthLimits.providerSignInsMax else {
        throw AppError(.tooMany, "too_many_sign_ins", "Too many people are signing in at once. Try again soon.", retryAfterSeconds: 60)
      }
      try tx.insert(signIn)
    }
    return ProviderWay(address: address, ticket: ticket, expiresInSeconds: AuthLimits.providerSignInSeconds)
  }

  /// Who came back; the same as before for who comes again with the ticket alone, as when a second factor was missing. Throws `unauthenticated`
  /// (`sign_in_over`, `provider_refused`) and `unavailable` (`provider_unavailable`).
  func proven(_ back: ProviderReturn, user: UserID?, _ tenant: TenantID) async throws -> (signIn: ProviderSignIn, identity: ProvenIdentity) {
    let digest = secrets.word("ticket", back.ticket, tenant)
    let isAgain = back.code == nil && back.refusal == nil
    let hasState = back.state.map { Self.isEqual($0, secrets.word("state", back.ticket, tenant)) } ?? false
    // Whoever guesses must not use up the sign-in of somebody else.
    guard isAgain || hasState else { throw Self.over }
    let found = try await store.write(tenant, actor: user) { tx -> ProviderSignIn? in
      guard var signIn = try tx.providerSignIn(digest: digest), tx.now < signIn.expiresAt, signIn.userID == user else { return nil }
      if isAgain { return signIn.proven == nil ? nil : signIn }
      guard !signIn.isSpent else { return nil }
      signIn.isSpent = true
      try tx.update(signIn)
      return signIn
    }
    guard var signIn = found else { throw Self.over }
    if let proven = signIn.proven { return (signIn, proven) }
    guard let code = back.code, back.refusal == nil else {
      throw AppError(
        .unauthenticated, "provider_refused", "The provider did not sign you in.", cause: "provider_said_\(back.refusal?.prefix(60) ?? "nothing")")
    }
    let answer = ProviderAnswer(request: request(back.ticket, signIn.redirectURI, tenant), code: code, issuer: back.issuer, now: clock.now)
    let identity = try await provider(signIn.provider).identity(answer)
    signIn.proven = identity
    try await store.write(tenant, actor: user) { [signIn] tx in try tx.update(signIn) }
    return (signIn, identity)
  }

  private func provider(_ slug: String) throws(AppError) -> any IdentityProvider {
    guard let provider = providers.first(where: { $0.slug == slug }) else { throw AppError.notFound("provider") }
    return provider
  }

  private func request(_ ticket: String, _ uri: String, _ tenant: TenantID) -> ProviderRequest {
    ProviderRequest(
      redirectURI: uri, state: secrets.word("state", ticket, tenant), nonce: secrets.word("nonce", ticket, tenant),
      verifier: secrets.word("verifier", ticket, tenant))
  }

  /// Takes as long for every text of one length.
  private static func isEqual(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    return one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

extension SecretKeeper {
  fileprivate func ticketText() -> String {
    random(AuthLimits.providerTicketBytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// What the ticket's holder and the forum alone can make: 256 bits.
  fileprivate func word(_ kind: String, _ ticket: String, _ tenant: TenantID) -> String { digest("provider \(kind):\(ticket)", for: tenant.raw) }
}
