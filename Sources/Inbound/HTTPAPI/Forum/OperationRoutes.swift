import Forum
import ForumKernel
import HTTPTypes

/// Moving, merging and splitting threads, and undoing that.
struct OperationRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .post, "threads/{thread_id}/move", "moveThread", "Put a thread into another category", tag: "Threads", needs: .forumModerate,
      errors: ["same_category"], returns: ForumShapes.operation, perform: move)
    Endpoint(
      .post, "threads/{thread_id}/merge", "mergeThreads", "Put all posts of a thread at the end of another one", tag: "Threads",
      needs: .forumModerate, returns: ForumShapes.operation, perform: merge)
    Endpoint(
      .post, "threads/{thread_id}/split", "splitThread", "Put some posts of a thread into a new one", tag: "Threads", needs: .forumModerate,
      returns: ForumShapes.operation, perform: split)
    Endpoint(
      .get, "threads/{thread_id}/operations", "listThreadOperations", "When a thread was moved, merged or split, newest first", tag: "Threads",
      needs: .forumModerate, returns: ForumShapes.operationView.page, perform: list)
    Endpoint(
      .post, "threads/operations/{operation_id}/undo", "undoThreadOperation", "Undo a move, a merge or a split", tag: "Threads",
      needs: .forumModerate, errors: ["undone_already", "changed_since"], returns: ForumShapes.operation, perform: undo)
  }

  @Sendable private func move(_ call: Call, _ body: ThreadMove) async throws -> Reply<ThreadOperation> {
    .ok(try await forum.moveThread(try call.id("thread_id"), to: body.categoryID, by: call.principal))
  }

  @Sendable private func merge(_ call: Call, _ body: ThreadMerge) async throws -> Reply<ThreadOperation> {
    .ok(try await forum.mergeThreads(try call.id("thread_id"), into: body.intoID, by: call.principal))
  }

  @Sendable private func split(_ call: Call, _ body: ThreadSplit) async throws -> Reply<ThreadOperation> {
    .ok(try await forum.splitThread(try call.id("thread_id"), posts: body.postIDs, title: body.title, by: call.principal))
  }

  @Sendable private func list(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<ThreadOperationView>> {
    let thread: ThreadID = try call.id("thread_id")
    let scope = "operations:\(call.tenant):\(thread)"
    return .ok(call.listing(try await forum.readOperations(on: thread, try call.page(query, of: scope), by: call.principal), of: scope))
  }

  @Sendable private func undo(_ call: Call) async throws -> Reply<ThreadOperation> {
    .ok(try await forum.undoThreadOperation(try call.id("operation_id"), by: call.principal))
  }
}

struct ThreadMove: BodyFields {
  let categoryID: CategoryID

  init(_ fields: inout FieldReader) { categoryID = fields.required("category_id", .id()) }
}

struct ThreadMerge: BodyFields {
  let intoID: ThreadID

  init(_ fields: inout FieldReader) { intoID = fields.required("into_id", .id(), "The thread that the posts go to.") }
}

struct ThreadSplit: BodyFields {
  let postIDs: [PostID]
  let title: String

  init(_ fields: inout FieldReader) {
    postIDs = fields.required("post_ids", .list(of: .id(), count: 1...ForumLimits.splitPostsMax), "Not the opening one.")
    title = fields.required("title", .line(1...ForumLimits.titleLengthMax), "Of the new thread.")
  }
}

extension ForumShapes {
  static let operation = Shape<ThreadOperation>("ThreadOperation", "A move, a merge or a split of a thread.")
    .id("id", "For undoing it.") { $0.id }
    .word("kind", of: ThreadOperation.kinds) { $0.kind }
    .id("thread_id") { $0.threadID }
    .idOrNull("other_thread_id", "The thread that the posts went to; null for a move.") { $0.otherThreadID }
    .time("created_at") { $0.createdAt }
    .timeOrNull("undone_at") { $0.undoneAt }

  static let operationView = Shape<ThreadOperationView>("ThreadOperationEntry", "A move, a merge or a split, with who did it.")
    .object("operation", operation) { $0.operation }
    .objectOrNull("actor", author, "null when the account is gone.") { $0.actor }
}
