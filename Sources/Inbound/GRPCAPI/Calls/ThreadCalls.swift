import Forum
import ForumKernel
import GRPCCore
import GRPCProto
import HTTPAPI
import LiveFeed
import SwiftProtobuf

struct ThreadCalls: Forumlite_V1_ThreadService.ServiceProtocol {
  /// An id and a position are far shorter.
  private static let watchBytesMax = 1000

  let edge: RPCEdge
  let forum: ForumModule
  let feed: LiveFeed

  func listThreads(
    request: ServerRequest<Forumlite_V1_ListThreadsRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ListThreadsResponse> {
    try await edge.unary(request, context, .read, needs: .forumRead) { call in
      let query: ThreadListQuery = try call.fields()
      let scope = "threads:\(call.tenant):\(query.query)"
      let asked = try call.page(query.page, of: scope)
      let reader = try query.query.filter == nil ? call.principal.userID : call.principal.requireUser()
      let page =
        if let reader {
          try await forum.attention.threads(call.principal.readScope, query.query, for: reader, asked)
        } else {
          try await forum.reader.threads(call.principal.readScope, query.query, asked)
        }
      return .with {
        $0.threads = page.items.map { .init($0) }
        if let next = call.next(page.next, of: scope) { $0.next = next }
      }
    }
  }

  func getThread(
    request: ServerRequest<Forumlite_V1_GetThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Thread> {
    try await edge.unary(request, context, .read, needs: .forumRead) { call in
      .init(try await forum.thread(try call.fields(ThreadFields.self).id, seenBy: call.principal))
    }
  }

  func createThread(
    request: ServerRequest<Forumlite_V1_CreateThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Thread> {
    try await edge.unary(request, context, .write, needs: .threadCreate) { call in
      let fields: CreateThreadFields = try call.fields()
      return .init(
        try await forum.createThread(fields.thread.draft, by: call.principal, once: try call.idempotencyClaim(fields.idempotencyKey)))
    }
  }

  func editThread(
    request: ServerRequest<Forumlite_V1_EditThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Thread> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let fields: EditThreadFields = try call.fields()
      try await forum.editThread(
        fields.id, title: fields.patch.title, tags: fields.clearsTags ? TagSet.none : fields.patch.tags, category: fields.patch.categoryID,
        ifMatch: fields.match, by: call.principal)
      return .init(try await forum.thread(fields.id, seenBy: call.principal))
    }
  }

  func deleteThread(
    request: ServerRequest<Forumlite_V1_DeleteThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_DeleteThreadResponse> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let fields: ThreadFields = try call.fields()
      try await forum.moderateThread.delete(fields.id, ifMatch: fields.match, by: call.principal)
      return .init()
    }
  }

  func watchThread(
    request: ServerRequest<Forumlite_V1_WatchThreadRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Forumlite_V1_ThreadEvent> {
    StreamingServerResponse { writer in
      try await edge.stream(request.metadata, context, .read, needs: .forumRead) { _, viewer in
        let fields: WatchThreadFields = try request.message.fields(bytesMax: Self.watchBytesMax)
        for try await event in try await feed.follow([.thread(fields.id)], as: viewer, after: fields.position) {
          if event.isReset { throw PositionGone(position: event.id) }
          try await writer.write(.init(event))
        }
      }
      return [:]
    }
  }
}

extension Forumlite_V1_ThreadEvent {
  fileprivate init(_ live: LiveEvent) {
    self.init()
    position = live.id
    event = live.name
    cloudEvent = String(decoding: live.data, as: UTF8.self)
    switch live.entities.first {
    case .post(let view): entity = .post(.init(view))
    case .comment(let view): entity = .comment(.init(view))
    case .thread(let view): entity = .thread(.init(view))
    case nil: break
    }
  }
}
