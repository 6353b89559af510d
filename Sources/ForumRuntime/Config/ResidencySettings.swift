import Admin
public import ForumWiring

/// Where data must stay.
public struct ResidencySettings: Sendable {
  private static let form = "names of lower-case letters, digits and dashes"

  public init() {}

  public let region = Setting(
    "residency.region", default: "",
    "The region of this server and of all its data, for good. Tenants of other regions are not served here: they answer 421 with their region."
  ) { $0.isEmpty || Self.isName($0[...]) ? nil : form }
  public let others = Setting(
    "residency.others", default: [], "The other regions and where they are served, each as eu=https://eu.example.org."
  ) {
    $0.first { text in
      let parts = text.split(separator: "=", maxSplits: 1)
      return parts.count != 2 || !Self.isName(parts[0]) || !(parts[1].hasPrefix("https://") || parts[1].hasPrefix("http://"))
    }.map { "regions as eu=https://eu.example.org, unlike “\($0)”" }
  }

  private static func isName(_ text: Substring) -> Bool {
    text.utf8.count <= AdminLimits.tenantSlugLengthMax && text.wholeMatch(of: /[a-z0-9-]+/) != nil
  }
}

extension Residency {
  init(_ settings: SettingSection<ResidencySettings>) {
    let others = settings.others.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    self.init(
      region: settings.region.isEmpty ? nil : settings.region, addresses: Dictionary(others.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 }))
  }
}
