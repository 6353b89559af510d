public import ForumKernel
public import ForumWiring
import Foundation

/// The provider, and who this forum is for it.
public struct OIDCTarget: Sendable {
  let issuer: String
  let clientID: String
  let clientSecret: (any SecretSource)?
  let scopes: [String]
  let requestTimeout: Duration

  /// nil without an issuer. Throws `invalid` (`oidc_settings`).
  public init?(_ values: SettingValues) throws(AppError) {
    let settings = OIDCSettings()
    let issuer = values[settings.issuer]
    guard !issuer.isEmpty else { return nil }
    guard !values[settings.clientID].isEmpty, !values[settings.redirectURIs].isEmpty else {
      throw AppError(.invalid, "oidc_settings", "With oidc.issuer go oidc.client_id and at least one of oidc.redirect_uris.")
    }
    let secret = values[settings.clientSecret]
    self.init(
      issuer: issuer, clientID: values[settings.clientID],
      clientSecret: secret.isEmpty ? nil : values.source(settings.clientSecret) ?? FixedSecret(secret), scopes: values[settings.scopes],
      requestTimeout: values[settings.requestTimeout])
  }

  /// `issuer` must be usable.
  public init(issuer: String, clientID: String, clientSecret: (any SecretSource)?, scopes: [String], requestTimeout: Duration) {
    self.issuer = issuer
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.scopes = scopes
    self.requestTimeout = requestTimeout
  }

  /// Whether an address can be one of a provider: encrypted, but on this machine.
  static func isUsable(_ address: String) -> Bool {
    guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
      parts.query == nil, parts.fragment == nil
    else { return false }
    return parts.scheme == "https" || parts.scheme == "http" && ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
  }
}
