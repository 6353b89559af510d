import Admin
import Auth
import ForumKernel
import ForumWiring
import Foundation

/// Whom the passkeys of a tenant are for. What a request says counts only where it names a host that is the tenant's: another site that passes requests on
/// gets no passkeys of its own.
struct RelyingParties: Sendable {
  private static let local = "localhost"

  let tenants: TenantDirectory
  let settings: SettingSection<PasskeySettings>
  let site: String

  /// `host`: of the request, with its port.
  @Sendable func party(of tenant: TenantID, host: String) -> RelyingParty {
    let profile = tenants.tenant(tenant)
    let (named, port) = Self.split(host.lowercased())
    let domain = settings.relyingParty
    let (id, fixed) = fixedParty
    let isOwn = profile?.hosts.contains { $0.lowercased() == named } ?? false
    let name = profile?.name ?? id
    if isOwn {
      let isBelow = !domain.isEmpty && (named == domain || named.hasSuffix(".\(domain)"))
      let origins = Set(["https://\(named)", "https://\(named)\(port)"] + (isBelow ? settings.origins : []))
      return RelyingParty(id: isBelow ? domain : named, name: name, origins: origins.sorted())
    }
    guard id == Self.local else { return RelyingParty(id: id, name: name, origins: fixed) }
    // Browsers take this name for the machine that they run on, so the port may be any.
    return RelyingParty(id: id, name: name, origins: fixed + ["http://\(Self.local)\(port)", "https://\(Self.local)\(port)"])
  }

  /// By the configuration.
  private var fixedParty: (id: String, origins: [String]) {
    if !settings.relyingParty.isEmpty {
      return (settings.relyingParty, settings.origins.isEmpty ? ["https://\(settings.relyingParty)"] : settings.origins)
    }
    if let url = URLComponents(string: site), let host = url.host, let scheme = url.scheme {
      let own = "\(scheme)://\(host)\(url.port.map { ":\($0)" } ?? "")".lowercased()
      return (host.lowercased(), settings.origins.isEmpty ? [own] : settings.origins)
    }
    return (Self.local, settings.origins)
  }

  /// The port with its colon; empty for none.
  private static func split(_ host: String) -> (name: String, port: String) {
    guard !host.hasSuffix("]"), let colon = host.lastIndex(of: ":") else { return (host, "") }
    let port = host[colon...]
    return port.count > 1 && port.dropFirst().allSatisfy(\.isNumber) ? (String(host[..<colon]), String(port)) : (host, "")
  }
}
