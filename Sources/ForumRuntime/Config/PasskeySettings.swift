public import ForumWiring

/// Whom passkeys are for.
public struct PasskeySettings: Sendable {
  public init() {}

  public let relyingParty = Setting(
    "passkeys.relying_party", default: "",
    "The domain that passkeys are made for, such as example.org, which is good for its subdomains, too. Empty: the tenant's own host, else that of mail.site, "
      + "else localhost."
  ) {
    $0.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "." || $0 == "-") } ? nil : "a domain in lower case, without a port"
  }
  public let origins = Setting(
    "passkeys.origins", default: [],
    "Where pages with passkeys are, as https://forum.example.org, beside the hosts of tenants; empty: https:// and the domain."
  ) {
    let isOrigin: (String) -> Bool = { $0.wholeMatch(of: /(https:\/\/|http:\/\/localhost)[a-z0-9.:-]*|android:apk-key-hash:[A-Za-z0-9_-]+/) != nil }
    return $0.first { !isOrigin($0) }.map { "https addresses without a path, unlike “\($0)”" }
  }
}
