public import ForumKernel
public import ForumWiring
import Foundation

/// The flag service, and how it is asked.
public struct OFREPTarget: Sendable {
  /// Without a slash at the end.
  let url: String
  let token: (any SecretSource)?
  let pollInterval: Duration
  let requestTimeout: Duration
  let answerBytesMax: Int

  /// Throws `invalid` (`flags_url`).
  public init(
    url: String, token: (any SecretSource)? = nil, pollInterval: Duration = .seconds(30), requestTimeout: Duration = .seconds(2),
    answerBytesMax: Int = 1 << 20
  ) throws(AppError) {
    if let complaint = Self.complaint(url: url) { throw AppError(.invalid, "flags_url", "flags.url is not usable: expected \(complaint).") }
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.token = token
    self.pollInterval = pollInterval
    self.requestTimeout = requestTimeout
    self.answerBytesMax = answerBytesMax
  }

  /// As the settings say. Throws `invalid` (`flags_url`).
  public init(_ values: SettingValues) throws(AppError) {
    let settings = OFREPSettings()
    let token = values[settings.token]
    try self.init(
      url: values[settings.url], token: values.source(settings.token) ?? (token.isEmpty ? nil : FixedSecret(token)),
      pollInterval: values[settings.pollInterval], requestTimeout: values[settings.requestTimeout], answerBytesMax: values[settings.answerMax])
  }

  /// What was expected instead; nil when the URL is usable.
  static func complaint(url: String) -> String? {
    guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, ["http", "https"].contains(parts.scheme) else {
      return "https://host or https://host/path"
    }
    guard parts.user == nil, parts.password == nil else { return "a URL without name and password; the token has a setting of its own" }
    return parts.query == nil && parts.fragment == nil ? nil : "a URL that ends with the path"
  }

  /// Scheme, host and port of an address; nil for what is no address that can be followed.
  static func origin(of address: String) -> String? {
    guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil
    else { return nil }
    return "\(scheme)://\(host):\(parts.port ?? (scheme == "https" ? 443 : 80))"
  }
}
