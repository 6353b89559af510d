public import ForumKernel

/// Where tenants are served: each in its region, those without one anywhere. Decided as access is, by policies over attributes.
public struct Residency: Sendable {
  private static let serve = Permission(rawValue: "tenant.serve")

  /// A tenant seen from a server.
  private struct Place: AttributeSource {
    let tenantRegion: String?

    subscript(_ name: String) -> AttributeValue? { name == "tenant.region" ? tenantRegion.map { .text($0) } : nil }
  }

  /// This server's; nil where there is only one.
  public let region: String?
  /// The addresses of the other regions, by name.
  private let addresses: [String: String]
  private let policies: PolicySet

  /// A server without a region serves tenants without one alone.
  public init(region: String? = nil, addresses: [String: String] = [:]) {
    self.region = region
    self.addresses = addresses
    let elsewhere =
      [AttributeCondition(attribute: "tenant.region", comparison: .exists, values: [])]
      + (region.map { [AttributeCondition(attribute: "tenant.region", comparison: .isNotIn, values: [.text($0)])] } ?? [])
    policies = PolicySet([
      Policy(name: "anywhere", description: "", effect: .permit, actions: [Self.serve], conditions: []),
      Policy(name: "residency", description: "", effect: .forbid, actions: [Self.serve], conditions: elsewhere),
    ])
  }

  /// The region that a tenant of this one must be asked in; nil where it may be served here.
  public func elsewhere(_ tenantRegion: String?) -> RegionAddress? {
    guard let tenantRegion, !policies.decide(Self.serve, isPermitted: false, Place(tenantRegion: tenantRegion)).isAllowed else { return nil }
    return RegionAddress(name: tenantRegion, address: addresses[tenantRegion])
  }

  /// Throws `notFound` (`tenant_elsewhere`) with the region that has it.
  public func requireHere(_ tenantRegion: String?) throws(AppError) {
    guard let there = elsewhere(tenantRegion) else { return }
    throw AppError(
      .notFound, "tenant_elsewhere", "This forum is kept in the region \(there.name)\(there.address.map { ": \($0)" } ?? ".")", region: there)
  }

  /// Throws `invalid` for a region that is neither this server's nor one with an address.
  func requireKnown(_ wanted: String?) throws(AppError) {
    guard let wanted, wanted != region, addresses[wanted] == nil else { return }
    let known = ([region].compactMap(\.self) + addresses.keys.sorted()).joined(separator: ", ")
    throw AppError.validation([
      Fault("/region", "unknown_region", known.isEmpty ? "This server has no regions: see residency.region." : "There are the regions \(known).")
    ])
  }
}
