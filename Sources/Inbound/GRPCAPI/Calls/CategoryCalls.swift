import Forum
import ForumKernel
import GRPCCore
import GRPCProto
import HTTPAPI
import SwiftProtobuf

struct CategoryCalls: Forumlite_V1_CategoryService.ServiceProtocol {
  let edge: RPCEdge
  let forum: ForumModule

  func listCategories(
    request: ServerRequest<Forumlite_V1_ListCategoriesRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ListCategoriesResponse> {
    try await edge.unary(request, context, .read, needs: .forumRead) { call in
      let views = try await forum.reader.categories(call.principal.readScope)
      return .with { $0.categories = views.map { .init($0) } }
    }
  }

  func getCategory(
    request: ServerRequest<Forumlite_V1_GetCategoryRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Category> {
    try await edge.unary(request, context, .read, needs: .forumRead) { call in
      try await category(try call.fields(CategoryFields.self).id, call.principal.readScope)
    }
  }

  func createCategory(
    request: ServerRequest<Forumlite_V1_CreateCategoryRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Category> {
    try await edge.unary(request, context, .write, needs: .categoryManage) { call in
      let fields: CreateCategoryFields = try call.fields()
      let claim = try call.idempotencyClaim(fields.idempotencyKey)
      return .init(try await forum.manageCategories.create(fields.draft, by: call.principal, once: claim))
    }
  }

  func editCategory(
    request: ServerRequest<Forumlite_V1_EditCategoryRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Category> {
    try await edge.unary(request, context, .write, needs: .categoryManage) { call in
      let fields: EditCategoryFields = try call.fields()
      let patch = fields.patch
      let id = try await forum.manageCategories.edit(
        fields.id, name: patch.name, slug: patch.slug, description: patch.description, ifMatch: fields.match, by: call.principal)
      return try await category(id, call.principal.readScope)
    }
  }

  func deleteCategory(
    request: ServerRequest<Forumlite_V1_DeleteCategoryRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_DeleteCategoryResponse> {
    try await edge.unary(request, context, .write, needs: .categoryManage) { call in
      let fields: CategoryFields = try call.fields()
      try await forum.manageCategories.delete(fields.id, ifMatch: fields.match, by: call.principal)
      return .init()
    }
  }

  private func category(_ id: CategoryID, _ scope: ReadScope) async throws -> Forumlite_V1_Category {
    guard let view = try await forum.reader.category(id, scope) else { throw AppError.notFound("category") }
    return .init(view)
  }
}
