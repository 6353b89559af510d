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

  /// What `forum.read` comes to, category by category.
  public var readScope: ReadScope {
    guard readsByPolicy, let policies = access?.policies else { return .all(tenant) }
    func mayRead(_ category: RawID?) -> Bool { decide(.forumRead, on: AccessResource(category: category)).isAllowed }
    let readable = policies.categoriesRead.filter(mayRead)
    if mayRead(nil) { return ReadScope(tenant, categories: policies.categoriesRead.subtracting(readable), showsListed: false) }
    return ReadScope(tenant, categories: readable, showsListed: true)
  }
}
