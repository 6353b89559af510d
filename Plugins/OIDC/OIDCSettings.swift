public import ForumWiring
import Foundation

/// A provider of OpenID Connect that people can sign in with.
public struct OIDCSettings: Sendable {
  /// The keys; each one's last text says what it is.
  public init() {}

  public let issuer = Setting(
    "oidc.issuer", default: "", "The provider's issuer, exactly as it calls itself; empty: nobody signs in with a provider.",
    complaint: { $0.isEmpty || OIDCTarget.isUsable($0) ? nil : "https://host, or https://host/path, without a query" })
  public let clientID = Setting("oidc.client_id", default: "", "What the provider calls this forum.")
  public let clientSecret = Setting("oidc.client_secret", default: "", secret: true, "The client's secret; empty for a public client.")
  public let name = Setting("oidc.name", default: "single sign-on", "What people see: Sign in with …") {
    $0.isEmpty || $0.count > 60 ? "1 to 60 characters" : nil
  }
  public let slug = Setting("oidc.slug", default: "oidc", "Its word in addresses.") {
    $0.isEmpty || $0.count > 40 || !$0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
      ? "letters, digits and -, at most 40" : nil
  }
  public let scopes = Setting("oidc.scopes", default: ["openid", "profile", "email"], "What the provider is asked for.") {
    $0.contains("openid") && $0.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) } ? nil : "words, openid among them"
  }
  public let redirectURIs = Setting(
    "oidc.redirect_uris", default: [],
    "Where the provider may send people back to, exactly as it knows them; the first one where a client names none."
  ) {
    $0.first { URLComponents(string: $0)?.scheme == nil || $0.contains("#") }.map { "addresses without a fragment, unlike “\($0)”" }
  }
  public let linksByEmail = Setting(
    "oidc.link_by_email", default: false,
    "Whether who has a mail address that the provider has proven is the account with it; only where registration.verify_mail is true.")
  public let requestTimeout = Setting(
    "oidc.request_timeout", default: .seconds(5), in: .milliseconds(100) ... .seconds(30), "How long one request of the provider may take.")

  /// All of them, for the factory.
  public var declarations: [SettingDeclaration] {
    [
      issuer.declaration, clientID.declaration, clientSecret.declaration, name.declaration, slug.declaration, scopes.declaration,
      redirectURIs.declaration, linksByEmail.declaration, requestTimeout.declaration,
    ]
  }
}
