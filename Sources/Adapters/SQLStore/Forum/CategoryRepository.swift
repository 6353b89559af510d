public import Forum
public import ForumKernel

extension SQLTransaction {
  public func category(_ id: CategoryID) throws -> Forum.Category? {
    try CategoryQueries.findCategory(connection, id: id.raw, tenantID: tenant.raw).map(Category.init)
  }

  public func category(slug: String) throws -> Forum.Category? {
    try CategoryQueries.findCategoryBySlug(connection, tenantID: tenant.raw, slug: slug).map(Category.init)
  }

  public func categoryCount() throws -> Int64 { try CategoryQueries.countCategories(connection, tenantID: tenant.raw) ?? 0 }

  public func insert(_ category: Forum.Category) throws {
    try CategoryQueries.insertCategory(
      connection, id: category.id.raw, tenantID: tenant.raw, slug: category.slug, name: category.name, description: category.description,
      version: category.version, createdAt: category.createdAt.milliseconds, updatedAt: category.updatedAt.milliseconds, updatedBy: actor?.raw)
  }

  public func update(_ category: Forum.Category) throws {
    try CategoryQueries.updateCategory(
      connection, slug: category.slug, name: category.name, description: category.description, version: category.version,
      updatedAt: category.updatedAt.milliseconds, updatedBy: actor?.raw, id: category.id.raw, tenantID: tenant.raw)
  }

  public func addToThreadCount(_ delta: Int64, of category: CategoryID) throws {
    try CategoryQueries.addToThreadCount(connection, delta: delta, id: category.raw, tenantID: tenant.raw)
  }

  public func delete(_ category: Forum.Category) throws {
    guard try CategoryQueries.countThreadsInCategory(connection, categoryID: category.id.raw) == 0 else {
      throw AppError(.conflict, "category_not_empty", "This category still holds threads (deleted ones count): move them first.")
    }
    try CategoryQueries.deleteCategoryImports(connection, tenantID: tenant.raw, entityID: category.id.raw)
    try CategoryModeratorQueries.deleteCategoryModerators(connection, categoryID: category.id.raw, tenantID: tenant.raw)
    try WatchLevelQueries.deleteWatchesOfCategory(connection, categoryID: category.id.raw, tenantID: tenant.raw)
    try CategoryQueries.deleteCategory(connection, id: category.id.raw, tenantID: tenant.raw)
  }
}

extension Forum.Category {
  fileprivate init(_ row: CategoryQueries.CategoryRow) {
    self.init(
      id: ID(row.id), draft: CategoryDraft(name: row.name, slug: row.slug, description: row.description),
      createdAt: Timestamp(milliseconds: row.createdAt), updatedAt: Timestamp(milliseconds: row.updatedAt), version: row.version)
  }
}

extension CategoryView {
  init(_ row: CategoryQueries.CategoryViewRow) {
    self.init(
      category: Category(
        id: ID(row.id), draft: CategoryDraft(name: row.name, slug: row.slug, description: row.description),
        createdAt: Timestamp(milliseconds: row.createdAt), updatedAt: Timestamp(milliseconds: row.updatedAt), version: row.version),
      threadCount: row.threadCount)
  }
}
