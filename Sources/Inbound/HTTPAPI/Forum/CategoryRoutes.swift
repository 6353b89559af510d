import Forum
import ForumKernel
import HTTPTypes

struct CategoryRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "categories", "listCategories", "All categories", tag: "Categories", needs: .forumRead, returns: ForumShapes.category.page, perform: list)
    Endpoint(
      .post, "categories", "createCategory", "Make a category", tag: "Categories", needs: .categoryManage, isDoneOnce: true, success: .created,
      errors: ["slug_taken", "too_many_categories"], returns: ForumShapes.category, perform: create)
    Endpoint(
      .get, "categories/{category_id}", "getCategory", "One category", tag: "Categories", needs: .forumRead, returns: ForumShapes.category,
      perform: get)
    Endpoint(
      .patch, "categories/{category_id}", "editCategory", "Change a category", tag: "Categories", needs: .categoryManage, match: .needed,
      errors: ["slug_taken"],
      returns: ForumShapes.category, perform: edit)
    Endpoint(
      .delete, "categories/{category_id}", "deleteCategory", "Delete an empty category", tag: "Categories", needs: .categoryManage, match: .taken,
      success: .noContent,
      errors: ["category_not_empty"], returns: .nothing, perform: delete)
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<CategoryView>> {
    .ok(Listing(items: try await forum.reader.categories(call.principal.readScope), next: nil))
  }

  @Sendable private func create(_ call: Call, _ body: NewCategory) async throws -> Reply<CategoryView> {
    let view = try await forum.manageCategories.create(body.draft, by: call.principal, once: try call.idempotencyClaim())
    return .created(view, at: "/api/v1/categories/\(view.category.id)", version: view.category.version)
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<CategoryView> { try await reply(call, try call.id("category_id")) }

  @Sendable private func edit(_ call: Call, _ body: CategoryPatch) async throws -> Reply<CategoryView> {
    let id = try await forum.manageCategories.edit(
      try call.id("category_id"), name: body.name, slug: body.slug, description: body.description, ifMatch: try call.ifMatch(), by: call.principal)
    return try await reply(call, id)
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.manageCategories.delete(try call.id("category_id"), ifMatch: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }

  private func reply(_ call: Call, _ id: CategoryID) async throws -> Reply<CategoryView> {
    guard let view = try await forum.reader.category(id, call.principal.readScope) else { throw AppError.notFound("category") }
    return .ok(view, version: view.category.version)
  }
}
