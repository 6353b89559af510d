/// What somebody wants to act on.
public struct AccessResource: Sendable, Equatable {
  /// nil for one that no policy names.
  public let category: RawID?
  public let tags: [String]
  public let author: UserID?
  public let createdAt: Timestamp?

  public init(category: RawID?, tags: [String] = [], author: UserID? = nil, createdAt: Timestamp? = nil) {
    self.category = category
    self.tags = tags
    self.author = author
    self.createdAt = createdAt
  }
}

/// Who asks, when, and for what: where conditions find their attributes.
public struct AccessContext: AttributeSource {
  let principal: Principal
  /// nil while nobody has named it.
  let resource: AccessResource?
  let account: AccountFacts?
  let moment: Timestamp
  private let roles: [String]

  public init(_ principal: Principal, on resource: AccessResource?) {
    self.principal = principal
    self.resource = resource
    account = principal.access?.account
    moment = principal.access?.moment ?? Timestamp(milliseconds: 0)
    roles = principal.userID == nil ? ["guest"] : principal.access?.policies.family(of: principal.roles) ?? principal.roles
  }

  /// nil for what is not there, and for a name that is none.
  public subscript(_ name: String) -> AttributeValue? {
    switch name {
    case "subject.id": principal.userID.map { .text("\($0)") }
    case "subject.handle": principal.handle.map { .text($0.lowercased()) }
    case "subject.roles": .list(roles.map { .text($0) })
    case "subject.signed_in": .flag(principal.userID != nil)
    case "subject.account_age_days": account.map { .integer((moment.milliseconds - $0.joinedAt.milliseconds) / Self.dayMilliseconds) }
    case "subject.second_factor": account.map { .flag($0.hasSecondFactor) }
    case "tenant.id": .text("\(principal.tenant)")
    case "time.hour": .integer(max(0, moment.milliseconds) / Self.hourMilliseconds % 24)
    // The first day of 1970 was a Thursday.
    case "time.weekday": .integer((max(0, moment.milliseconds) / Self.dayMilliseconds + 3) % 7 + 1)
    case "time.now": .text("\(moment)")
    case AccessAttribute.category.name: resource?.category.map { .text("\($0)") }
    case AccessAttribute.tags.name: resource.map { .list($0.tags.map { .text($0) }) }
    case AccessAttribute.own.name: resource.map { .flag($0.author != nil && $0.author == principal.userID) }
    case AccessAttribute.age.name:
      resource?.createdAt.map { .integer((moment.milliseconds - $0.milliseconds) / Self.minuteMilliseconds) }
    default: nil
    }
  }

  public func isOpen(_ name: String) -> Bool { resource == nil && AccessAttribute.isOfResource(name) }

  private static let minuteMilliseconds: Int64 = 60_000
  private static let hourMilliseconds: Int64 = 3_600_000
  private static let dayMilliseconds: Int64 = 86_400_000
}
