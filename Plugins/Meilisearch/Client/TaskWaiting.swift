import Foundation
import NIOHTTP1

/// A change that Meilisearch has taken but not carried out yet.
struct EnqueuedTask: Decodable, Sendable {
  let taskUid: Int
}

/// The state of one.
private struct TaskState: Decodable, Sendable {
  struct Failure: Decodable, Sendable {
    let code: String
    let message: String
  }

  let status: String
  let error: Failure?
}

extension MeilisearchClient {
  /// Asks for a change and returns when it is done. Throws `taskFailed` with Meilisearch's code.
  func change(_ method: HTTPMethod, _ path: String, _ body: Data?) async throws(MeilisearchError) {
    let task = try await send(method, path, body, as: EnqueuedTask.self)
    try await wait(for: task.taskUid)
  }

  /// Looks again and again, less often the longer it takes, until `taskTimeout`.
  func wait(for task: Int) async throws(MeilisearchError) {
    let end = ContinuousClock.now + limits.taskTimeout
    var pause = limits.taskPause.lowerBound
    while true {
      let state = try await get("/tasks/\(task)", as: TaskState.self)
      switch state.status {
      case "succeeded": return
      case "failed", "canceled":
        throw .taskFailed(task: task, code: state.error?.code ?? state.status, message: state.error?.message ?? "")
      case "enqueued", "processing": break
      default: throw .malformed("a task that is \(state.status.prefix(40))")
      }
      guard ContinuousClock.now + pause < end else { throw .timedOut }
      do { try await Task.sleep(for: pause) } catch { throw .timedOut }
      pause = min(pause * 2, limits.taskPause.upperBound)
    }
  }
}
