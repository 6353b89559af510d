public import ForumKernel

/// Validated wishes for a new tenant.
public struct TenantDraft: Sendable {
  public let slug: String
  public let name: String
  public let hosts: [String]
  public let quotas: TenantQuotas
  public let branding: TenantBranding
  public let region: String?

  /// Throws `invalid` with all faults: the slug's form, hosts that are no host names or are there twice; and for a colour that is none or hard to read.
  public init(slug: String, name: String, hosts: [String], quotas: TenantQuotas, branding: TenantBranding = .none, region: String?) throws(AppError) {
    var faults = Self.faults(hosts, branding)
    if !Self.isSlug(slug) {
      faults.append(
        Fault(
          "/slug", "malformed", "A slug has 1 to \(AdminLimits.tenantSlugLengthMax) lower-case letters, digits and dashes, none of them at its ends.")
      )
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    self.slug = slug
    self.name = name
    self.hosts = hosts
    self.quotas = quotas
    self.branding = branding
    self.region = region
  }

  /// Throws `invalid` with all faults of what may change later too.
  public static func check(hosts: [String], _ branding: TenantBranding) throws(AppError) {
    let faults = faults(hosts, branding)
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  private static func faults(_ hosts: [String], _ branding: TenantBranding) -> [Fault] {
    var faults = hostFaults(hosts)
    do throws(AppError) { try branding.check() } catch { faults += error.faults }
    return faults
  }

  private static func hostFaults(_ hosts: [String]) -> [Fault] {
    hosts.enumerated().compactMap { index, host in
      if !isHost(host) { return Fault("/hosts/\(index)", "malformed", "This is no host name in lower case, without a port.") }
      return hosts.firstIndex(of: host) == index ? nil : Fault("/hosts/\(index)", "repeated", "This host is there already.")
    }
  }

  private static func isSlug(_ text: String) -> Bool {
    (1...AdminLimits.tenantSlugLengthMax).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-") && text.utf8.allSatisfy(isWord)
  }

  private static func isHost(_ text: String) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return text.utf8.count <= 253
      && labels.allSatisfy { (1...63).contains($0.utf8.count) && !$0.hasPrefix("-") && !$0.hasSuffix("-") && $0.utf8.allSatisfy(isWord) }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
  }
}
