import Forum
import ForumKernel
import GRPCCore
import GRPCProto
import HTTPAPI
import SwiftProtobuf

struct CommentCalls: Forumlite_V1_CommentService.ServiceProtocol {
  let edge: RPCEdge
  let forum: ForumModule

  func listComments(
    request: ServerRequest<Forumlite_V1_ListCommentsRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ListCommentsResponse> {
    try await edge.unary(request, context, .read, needs: .forumRead) { call in
      let fields: ListCommentsFields = try call.fields()
      let scope = "comments:\(call.tenant):\(fields.post)"
      let page = try await forum.reader.comments(of: fields.post, call.principal.readScope, try call.page(fields.page, of: scope)).bounded
      guard try await forum.reader.post(fields.post, call.principal.readScope) != nil else { throw AppError.notFound("post") }
      let marked = try await forum.ignoringReaders.marking(page, for: call.principal)
      return .with {
        $0.comments = marked.items.map { .init($0) }
        if let next = call.next(page.next, of: scope) { $0.next = next }
      }
    }
  }

  func getComment(
    request: ServerRequest<Forumlite_V1_GetCommentRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Comment> {
    try await edge.unary(request, context, .read, needs: .forumRead) { call in
      .init(try await forum.comment(try call.fields(CommentFields.self).id, seenBy: call.principal))
    }
  }

  func createComment(
    request: ServerRequest<Forumlite_V1_CreateCommentRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Comment> {
    try await edge.unary(request, context, .write, needs: .commentCreate) { call in
      let fields: CreateCommentFields = try call.fields()
      return .init(try await forum.createComment(fields.draft, by: call.principal, once: try call.idempotencyClaim(fields.idempotencyKey)))
    }
  }

  func editComment(
    request: ServerRequest<Forumlite_V1_EditCommentRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Comment> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let fields: EditCommentFields = try call.fields()
      return .init(try await forum.editComment(fields.id, body: fields.patch.body, ifMatch: fields.match, by: call.principal))
    }
  }

  func deleteComment(
    request: ServerRequest<Forumlite_V1_DeleteCommentRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_DeleteCommentResponse> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let fields: CommentFields = try call.fields()
      try await forum.deleteComment(fields.id, ifMatch: fields.match, by: call.principal)
      return .init()
    }
  }

  func restoreComment(
    request: ServerRequest<Forumlite_V1_RestoreCommentRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Comment> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let id = try call.fields(CommentFields.self).id
      try await forum.deleteComment.restore(id, by: call.principal)
      return .init(try await forum.comment(id, seenBy: call.principal))
    }
  }
}
