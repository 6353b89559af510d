import Admin
import Auth
import ForumKernel

/// A tenant to be made.
struct NewTenant: BodyFields {
  let slug: String
  let name: String
  let hosts: [String]
  let quotas: TenantQuotas
  let branding: TenantBranding
  let region: String?
  let owner: NewOwner?

  init(_ fields: inout FieldReader) {
    slug = fields.required("slug", .line(1...AdminLimits.tenantSlugLengthMax), "What X-Tenant will name: lower-case letters, digits and dashes.")
    name = fields.required("name", .line(1...AdminLimits.tenantNameLengthMax))
    hosts = fields.optional("hosts", .tenantHosts, default: [], "Host names that lead to it.")
    quotas = fields.optional("quotas", .object(QuotaFields.self), "The most that it may hold.")?.quotas ?? TenantQuotas()
    branding = fields.optional("branding", .object(BrandingFields.self), "How its pages look.")?.branding ?? .none
    region = fields.optional(
      "region", .line(1...AdminLimits.tenantSlugLengthMax),
      "Where its data must stay, for good. One of another region is only noted here: it answers 421 with the right one.")
    owner = fields.optional("owner", .object(), "Its first administrator.")
    fields.check { () throws(AppError) in _ = try draft() }
  }

  func draft() throws(AppError) -> TenantDraft {
    try TenantDraft(slug: slug, name: name, hosts: hosts, quotas: quotas, branding: branding, region: region)
  }
}

/// The first administrator of a tenant.
struct NewOwner: RequestFields {
  let registration: Registration

  init(_ fields: inout FieldReader) {
    registration = Registration(
      handle: fields.required("handle", .line(1...100)), email: fields.required("email", .line(1...AuthLimits.emailLengthMax)),
      password: fields.required("password", .line(1...1000)), displayName: nil)
    fields.check { () throws(AppError) in try registration.checked(allowsReserved: true) }
  }
}

/// What of a tenant changes.
struct TenantPatch: BodyFields {
  let name: String?
  let hosts: [String]?
  private let quotas: QuotaFields?
  private let branding: BrandingFields?
  private let isMerged: Bool

  init(_ fields: inout FieldReader) {
    isMerged = fields.isMergePatch
    name = fields.optional("name", .line(1...AdminLimits.tenantNameLengthMax))
    hosts = fields.optional("hosts", .tenantHosts, "All host names that lead to it from now on.")
    quotas = fields.optional("quotas", .object(QuotaFields.self), "All quotas as they are to be.")
    branding = fields.optional("branding", .object(BrandingFields.self), "The whole branding as it is to be.")
    fields.check { () throws(AppError) in try TenantDraft.check(hosts: hosts ?? [], branding?.branding ?? .none) }
  }

  func quotas(after current: TenantQuotas) -> TenantQuotas {
    guard let quotas else { return current }
    return isMerged ? quotas.merged(with: current) : quotas.quotas
  }

  func branding(after current: TenantBranding) -> TenantBranding {
    guard let branding else { return current }
    return isMerged ? branding.merged(with: current) : branding.branding
  }
}

/// How a tenant's pages look; what is missing is the program's own.
struct BrandingFields: RequestFields {
  let branding: TenantBranding
  private let named: Set<String>

  init(_ fields: inout FieldReader) {
    let reader = fields
    named = Set(["accent", "tagline"].filter { reader.member($0) != nil })
    branding = TenantBranding(
      accent: fields.optional("accent", .line(1...20), "The colour of links and buttons, as `#0d6455`; dark enough to be read on light paper."),
      tagline: fields.optional("tagline", .line(1...AdminLimits.taglineLengthMax), "One line about the forum."))
  }

  /// What is not named stays.
  func merged(with current: TenantBranding) -> TenantBranding {
    TenantBranding(
      accent: named.contains("accent") ? branding.accent : current.accent, tagline: named.contains("tagline") ? branding.tagline : current.tagline)
  }
}

/// The quotas of a tenant; any number of what is missing.
struct QuotaFields: RequestFields {
  let quotas: TenantQuotas
  private let named: Set<String>

  init(_ fields: inout FieldReader) {
    let reader = fields
    named = Set(["members", "threads", "posts", "bytes"].filter { reader.member($0) != nil })
    quotas = TenantQuotas(
      members: fields.optional("members", .quota, "Accounts.").map(Int64.init), threads: fields.optional("threads", .quota).map(Int64.init),
      posts: fields.optional("posts", .quota).map(Int64.init),
      bytes: fields.optional("bytes", .quota, "Of text in UTF-8: posts with all that they said before, and comments.").map(Int64.init))
  }

  /// What is not named stays.
  func merged(with current: TenantQuotas) -> TenantQuotas {
    TenantQuotas(
      members: named.contains("members") ? quotas.members : current.members, threads: named.contains("threads") ? quotas.threads : current.threads,
      posts: named.contains("posts") ? quotas.posts : current.posts, bytes: named.contains("bytes") ? quotas.bytes : current.bytes)
  }
}

extension FieldType where Value == [String] {
  fileprivate static var tenantHosts: FieldType { .list(of: .line(1...253), count: 0...AdminLimits.tenantHostsMax) }
}

extension FieldType where Value == Int {
  fileprivate static var quota: FieldType { .number(0...1_000_000_000_000) }
}

enum TenantShapes {
  static let quotas = Shape<TenantQuotas>("TenantQuotas", "The most that a tenant may hold; null: any number.")
    .numberOrNull("members") { $0.members }
    .numberOrNull("threads") { $0.threads }
    .numberOrNull("posts") { $0.posts }
    .numberOrNull("bytes", "Of text in UTF-8: posts with all that they said before, and comments.") { $0.bytes }

  static let branding = Shape<TenantBranding>("TenantBranding", "How a tenant's pages look, beside its name.")
    .textOrNull("accent", "The colour of links and buttons; null: the program's own.") { $0.accent }
    .textOrNull("tagline", "One line about the forum.") { $0.tagline }

  static let usage = Shape<TenantUsage>("TenantUsage", "What a tenant holds, as its quotas count it; deleted content that can come back included.")
    .number("members") { $0.members }
    .number("threads") { $0.threads }
    .number("posts") { $0.posts }
    .number("bytes") { $0.bytes }

  static let tenant = Shape<TenantProfile>("Tenant", "An owner of data.")
    .id("id") { $0.id }
    .text("slug", "What X-Tenant names.") { $0.slug }
    .text("name") { $0.name }
    .list("hosts", .texts, "Host names that lead to it.") { $0.hosts }
    .word("state", of: TenantProfile.State.allCases.map(\.rawValue), "Only an active tenant serves.") { $0.state.rawValue }
    .object("quotas", quotas) { $0.quotas }
    .object("branding", branding) { $0.branding }
    .textOrNull("region", "Where its data stays; null: anywhere.") { $0.region }
    .number("version") { $0.version }
    .time("created_at") { $0.createdAt }

  static let saga = Shape<SagaRecord>("Saga", "Work of several steps that is done or undone as a whole.")
    .id("id") { $0.id }
    .text("kind") { $0.kind }
    .text("subject", "What it works on.") { $0.subject }
    .word("state", of: SagaRecord.State.allCases.map(\.rawValue), "stuck: somebody has to look, and to ask for another try.") { $0.state.rawValue }
    .flag("undoing", "It goes back, since a step could not be done.") { $0.isUndoing }
    .number("step", "The next step, from 0.") { $0.step }
    .number("attempts", "Failures of this step so far.") { $0.attempts }
    .textOrNull("problem", "Why the step failed the last time.") { $0.problem }
    .time("created_at") { $0.createdAt }
    .time("updated_at") { $0.updatedAt }
}
