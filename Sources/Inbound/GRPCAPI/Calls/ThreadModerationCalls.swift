import Forum
import ForumKernel
import GRPCCore
import GRPCProto
import HTTPAPI
import SwiftProtobuf

/// What moderators do with threads.
extension ThreadCalls {
  func restoreThread(
    request: ServerRequest<Forumlite_V1_RestoreThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Thread> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let id = try call.fields(ThreadFields.self).id
      try await forum.moderateThread.restore(id, by: call.principal)
      return .init(try await forum.thread(id, seenBy: call.principal))
    }
  }

  func lockThread(
    request: ServerRequest<Forumlite_V1_LockThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Thread> {
    try await edge.unary(request, context, .write, needs: .forumModerate) { call in
      try await setLocked(true, call)
    }
  }

  func unlockThread(
    request: ServerRequest<Forumlite_V1_UnlockThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Thread> {
    try await edge.unary(request, context, .write, needs: .forumModerate) { call in
      try await setLocked(false, call)
    }
  }

  func pinThread(
    request: ServerRequest<Forumlite_V1_PinThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Thread> {
    try await edge.unary(request, context, .write, needs: .forumModerate) { call in
      try await setPinned(true, call)
    }
  }

  func unpinThread(
    request: ServerRequest<Forumlite_V1_UnpinThreadRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Thread> {
    try await edge.unary(request, context, .write, needs: .forumModerate) { call in
      try await setPinned(false, call)
    }
  }

  private func setLocked(_ isLocked: Bool, _ call: RPCCall<some SwiftProtobuf.Message>) async throws -> Forumlite_V1_Thread {
    let id = try call.fields(ThreadFields.self).id
    try await forum.moderateThread.setLocked(isLocked, id, by: call.principal)
    return .init(try await forum.thread(id, seenBy: call.principal))
  }

  private func setPinned(_ isPinned: Bool, _ call: RPCCall<some SwiftProtobuf.Message>) async throws -> Forumlite_V1_Thread {
    let id = try call.fields(ThreadFields.self).id
    try await forum.moderateThread.setPinned(isPinned, id, by: call.principal)
    return .init(try await forum.thread(id, seenBy: call.principal))
  }
}
