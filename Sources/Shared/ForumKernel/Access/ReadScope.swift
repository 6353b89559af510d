/// What of a tenant somebody may read, as lists and searches leave out the rest.
public struct ReadScope: Sendable, Hashable {
  public let tenant: TenantID
  /// The categories that are not like the others.
  public let categories: Set<RawID>
  /// True: only those can be read; false: all but those.
  public let showsListed: Bool

  init(_ tenant: TenantID, categories: Set<RawID>, showsListed: Bool) {
    self.tenant = tenant
    self.categories = categories
    self.showsListed = showsListed
  }

  /// For nobody.
  public static func nothing(_ tenant: TenantID) -> ReadScope { ReadScope(tenant, categories: [], showsListed: true) }

  /// For the program itself, which follows nobody's rights.
  public static func all(_ tenant: TenantID) -> ReadScope { ReadScope(tenant, categories: [], showsListed: false) }

  public var isLimited: Bool { showsListed || !categories.isEmpty }

  public func shows<Tag>(_ category: ID<Tag>) -> Bool { categories.contains(category.raw) == showsListed }

  /// What searches must add; nil for everything.
  public var filter: SearchFilter? {
    guard isLimited else { return nil }
    return showsListed ? .category(categories) : .not(.category(categories))
  }
}

extension Principal {
  /// Whether policies decide about reading at all, so that people may see different forums.
  public var readsByPolicy: Bool { access?.policies.concerns(.forumRead) == true }

  /// What policies leave of the forum, category by category.
  public var readScope: ReadScope { access?.readScope ?? .all(tenant) }
}

extension PolicySet {
  /// One look at each policy that forbids reading: what it says of categories is a set of them.
  func readScope(of principal: Principal) -> ReadScope? {
    guard concerns(.forumRead) else { return nil }
    let context = AccessContext(principal, on: nil)
    var scope = ReadScope.all(principal.tenant)
    for rule in readingForbidden where rule.others.allSatisfy({ $0.holds(context[$0.attribute]) }) { scope = scope.without(rule.categories) }
    return scope
  }
}

extension ReadScope {
  /// `hidden`: nil for all, else those that are, or all but those that are.
  fileprivate func without(_ hidden: CategorySet) -> ReadScope {
    switch (showsListed, hidden.isComplement) {
    case (false, false): ReadScope(tenant, categories: categories.union(hidden.ids), showsListed: false)
    case (false, true): ReadScope(tenant, categories: hidden.ids.subtracting(categories), showsListed: true)
    case (true, false): ReadScope(tenant, categories: categories.subtracting(hidden.ids), showsListed: true)
    case (true, true): ReadScope(tenant, categories: categories.intersection(hidden.ids), showsListed: true)
    }
  }
}

/// Some categories, or all but some.
struct CategorySet: Sendable, Equatable {
  static let all = CategorySet(ids: [], isComplement: true)

  var ids: Set<RawID>
  var isComplement: Bool

  /// Those that are in both.
  func intersection(_ other: CategorySet) -> CategorySet {
    switch (isComplement, other.isComplement) {
    case (false, false): CategorySet(ids: ids.intersection(other.ids), isComplement: false)
    case (false, true): CategorySet(ids: ids.subtracting(other.ids), isComplement: false)
    case (true, false): CategorySet(ids: other.ids.subtracting(ids), isComplement: false)
    case (true, true): CategorySet(ids: ids.union(other.ids), isComplement: true)
    }
  }
}

/// A policy that forbids reading, taken apart.
struct ReadingRule: Sendable, Equatable {
  let categories: CategorySet
  /// The conditions about who reads, and when.
  let others: [AttributeCondition]

  init(_ policy: Policy) {
    let name = AccessAttribute.categoryName
    others = policy.conditions.filter { $0.attribute != name }
    categories = policy.conditions.filter { $0.attribute == name }.reduce(.all) { found, condition in
      let ids = Set(condition.values.compactMap { if case .text(let id) = $0 { RawID(id) } else { nil } })
      return found.intersection(CategorySet(ids: ids, isComplement: condition.comparison == .isNotIn))
    }
  }
}
