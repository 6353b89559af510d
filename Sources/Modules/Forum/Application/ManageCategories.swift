public import ForumKernel

/// Creates, changes and deletes categories; needs `category.manage`.
public struct ManageCategories: Sendable {
  let store: any ForumStore

  /// Gives a new tenant the category `general`; does nothing where there is one.
  public func ensureFirst(in tenant: TenantID) async throws {
    try await store.write(tenant, actor: nil) { tx in
      guard try tx.categoryCount() == 0 else { return }
      let category = Category(id: tx.newID(), draft: .first, createdAt: tx.now, updatedAt: tx.now, version: 1)
      try tx.insert(category)
      try tx.emit(CategoryChanged(categoryID: category.id, change: .created))
      try tx.audit(AuditEntry(action: "category.create", target: "category:\(category.id)"))
    }
  }

  /// Throws `conflict` (`slug_taken`) when another category has the address, `invalid` when there are too many.
  public func create(_ draft: CategoryDraft, by principal: Principal, once claim: IdempotencyClaim?) async throws -> CategoryView {
    try principal.require(.categoryManage)
    return try await store.write(principal.tenant, actor: principal.userID) { tx in
      try tx.once(claim) {
        guard try tx.categoryCount() < ForumLimits.categoriesMax else {
          throw AppError(.conflict, "too_many_categories", "A forum has at most \(ForumLimits.categoriesMax) categories.")
        }
        try Self.requireFree(draft.slug, for: nil, tx)
        let category = Category(id: tx.newID(), draft: draft, createdAt: tx.now, updatedAt: tx.now, version: 1)
        try tx.insert(category)
        try tx.emit(CategoryChanged(categoryID: category.id, change: .created))
        try tx.audit(AuditEntry(action: "category.create", target: "category:\(category.id)"))
        return CategoryView(category: category, threadCount: 0)
      }
    }
  }

  /// What is nil in the change stays. Throws `stale`, `conflict` (`slug_taken`).
  public func edit(
    _ id: CategoryID, name: String?, slug: String?, description: String?, ifMatch: VersionMatch, by principal: Principal
  ) async throws -> CategoryID {
    try principal.require(.categoryManage)
    return try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard var category = try tx.visibleCategory(id, to: principal) else { throw AppError.notFound("category") }
      try ifMatch.require(category.version)
      let draft = CategoryDraft(name: name ?? category.name, slug: slug ?? category.slug, description: description ?? category.description)
      try Self.requireFree(draft.slug, for: category.id, tx)
      category.change(to: draft, now: tx.now)
      try tx.update(category)
      try tx.emit(CategoryChanged(categoryID: id, change: .edited))
      try tx.audit(AuditEntry(action: "category.edit", target: "category:\(id)"))
      return id
    }
  }

  /// Only when empty: throws `conflict` (`category_not_empty`) else.
  public func delete(_ id: CategoryID, ifMatch: VersionMatch, by principal: Principal) async throws {
    try principal.require(.categoryManage)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard let category = try tx.visibleCategory(id, to: principal) else { throw AppError.notFound("category") }
      try ifMatch.require(category.version)
      try tx.delete(category)
      try tx.emit(CategoryChanged(categoryID: id, change: .deleted))
      try tx.audit(AuditEntry(action: "category.delete", target: "category:\(id)"))
    }
  }

  private static func requireFree(_ slug: String, for id: CategoryID?, _ tx: any ForumTransaction) throws {
    if let other = try tx.category(slug: slug), other.id != id {
      throw AppError(.conflict, "slug_taken", "There is a category with the address \(slug) already.")
    }
  }
}
