import Foundation

/// The tokens that requests go with. Renewal is one for all requests, since a refresh token is good once.
actor SignIn {
  /// Seconds before its end that a token is renewed; a quarter of its life, where that is less.
  private static let ahead = 30.0

  private(set) var accessToken: String?
  private var refreshToken: String?
  private var ends: Date?
  private var renewal: Task<Void, any Error>?
  private let onTokens: (@Sendable (Tokens) -> Void)?

  init(_ accessToken: String?, _ refreshToken: String?, _ onTokens: (@Sendable (Tokens) -> Void)?) {
    self.accessToken = accessToken
    self.refreshToken = refreshToken
    self.onTokens = onTokens
  }

  func keep(_ tokens: Tokens) {
    accessToken = tokens.accessToken
    refreshToken = tokens.refreshToken
    let lifetime = Double(tokens.expiresIn)
    ends = Date(timeIntervalSinceNow: lifetime - min(Self.ahead, lifetime / 4))
    onTokens?(tokens)
  }

  func end() {
    accessToken = nil
    refreshToken = nil
    ends = nil
  }

  /// What a request goes with; a renewed one, when it is about to end.
  func token(_ caller: Caller) async throws -> String? {
    if let ends, Date() > ends { _ = try await renew(caller, refused: accessToken) }
    return accessToken
  }

  /// Renews the token unless another request has done so meanwhile; false when there is nothing to renew it with.
  func renew(_ caller: Caller, refused: String?) async throws -> Bool {
    guard let refused else { return false }
    guard accessToken == refused else { return accessToken != nil }
    if renewal == nil {
      guard let token = refreshToken else { return false }
      renewal = Task {
        defer { renewal = nil }
        do {
          keep(try await caller.data(Request("POST", "/api/v1/auth/sessions/refresh", body: RefreshRequest(refreshToken: token), isSigned: false)))
        } catch let problem as Problem where problem.kind == .unauthorized {
          refreshToken = nil
          throw problem
        }
      }
    }
    try await renewal?.value
    return true
  }
}
