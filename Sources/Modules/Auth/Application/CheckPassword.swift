import ForumKernel

/// The first half of a sign-in: a name and a password. Who fails learns nothing but that.
struct CheckPassword: Sendable {
  /// Whom queries ask for when there is no such account, so that they are made all the same.
  private static let nobody = UserID(.zero)

  /// A password that was right.
  struct Passed: Sendable {
    let user: User
    /// To be stored in the place of a weaker one.
    let newHash: String?
    let attempt: LimitAttempts.Attempt
  }

  let store: any AuthStore
  let hasher: any PasswordHasher
  let secrets: any SecretKeeper
  let attempts: LimitAttempts
  let sessions: OpenSession

  /// Throws `unauthenticated` (`wrong_credentials`): the same, and as slowly, for an unknown name, a wrong password and an account without one.
  /// Throws `tooMany` (`login_delayed`) after many of those, and for who knows the password what `OpenSession` throws.
  func callAsFunction(_ login: String, _ password: String, from device: Device, _ tenant: TenantID) async throws -> Passed {
    let key = login.lowercased()
    let user = key.contains("@") ? try await store.user(emailKey: key, tenant) : try await store.user(handleKey: key, tenant)
    let attempt = try await attempt(key, user, device, tenant)
    try await attempts.allow(attempt)
    let hash = try await store.passwordHash(of: user?.id ?? Self.nobody, tenant)
    let text = Password.normalised(password)
    let isLengthSane = text.count <= AuthLimits.passwordLength.upperBound
    let isRight = try await hasher.verify(isLengthSane ? text : "", against: hash ?? hasher.dummyHash)
    guard let user, let hash, isRight, isLengthSane else {
      try await attempts.failed(attempt)
      try await sessions.refuse(user?.id, login: key, from: device, because: "wrong_credentials", tenant)
      throw AppError(
        .unauthenticated, "wrong_credentials", "The name or the password is wrong.", cause: user == nil ? "login_unknown" : "password_wrong")
    }
    try await attempts.allow(attempt)
    try await sessions.requireOpen(user, login: key, from: device, tenant)
    return Passed(user: user, newHash: hasher.needsRehash(hash) ? try await hasher.hash(text) : nil, attempt: attempt)
  }

  /// A known device has a lane of its own; a known network has the lane of the network, and is not one of the strangers.
  private func attempt(_ key: String, _ user: User?, _ device: Device, _ tenant: TenantID) async throws -> LimitAttempts.Attempt {
    let isKnownDevice = device.token.flatMap { secrets.id(inTicket: $0, .device, tenant) } == (user?.id ?? Self.nobody).raw
    let networks = try await store.sessions(of: user?.id ?? Self.nobody, tenant).map(\.network)
    let isKnownNetwork = !device.network.isEmpty && networks.contains(device.network)
    return attempts.attempt(
      at: "login:\(key)", lane: isKnownDevice ? "device" : "network:\(device.network)", isKnown: isKnownDevice || isKnownNetwork, tenant)
  }
}
