import Admin
import Crypto
import ForumKernel
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Many changes by one request, with a result for each: every operation passes the same rules, limits and permissions as a request of its own.
struct BatchRoutes {
  let noticeRepetition: NoticeRepetition

  var endpoints: [Endpoint] {
    [
      Endpoint(
        batch: "batch", "runBatch",
        "Up to \(RunBatch.countMax) requests in one, with a result for each. Each stands for itself: what one did stays when another one fails. With an "
          + "Idempotency-Key no POST in it is done twice: sent again, one that keeps its answer gives it again, and any other says 409 `already_tried`.",
        tag: "Batch", returns: Self.results, perform: run)
    ]
  }

  /// Stays below the deadline of a request, so that whoever asked hears what was done.
  private static let timeShare: Int64 = 2
  /// Of all answers together, which are in memory until the client has taken them: four of the largest pages.
  private static let bytesMax = 4 << 20

  private func run(_ call: Call, _ batch: RunBatch, _ api: APICaller) async throws -> [BatchResult] {
    let end = ContinuousClock.now + .milliseconds(api.pipeline.limits.requestMilliseconds / Self.timeShare)
    var results: [BatchResult] = []
    var (hasFailed, bytes) = (false, 0)
    let key = try call.idempotencyKey()
    let isRepeated = try await isRepeated(batch, call, api)
    for (index, operation) in batch.operations.enumerated() {
      // The client has gone.
      try Task.checkCancellation()
      let result: BatchResult
      if hasFailed, batch.stopsAtError {
        result = BatchResult(.afterFailure, call)
      } else if .now > end {
        result = BatchResult(.outOfTime, call)
      } else if bytes > Self.bytesMax {
        result = BatchResult(.full, call)
      } else if isRepeated, operation.method == .post, api.isDoneAgain(operation.path) {
        result = BatchResult(.alreadyTried, call)
      } else {
        result = await Self.carryOut(operation, key: key.map { Self.key($0, of: index) }, call, api)
      }
      hasFailed = hasFailed || result.status >= 400
      bytes += result.body.count
      results.append(result)
    }
    return results
  }

  /// Whether it came before under its key, where that matters: for operations that can't tell by themselves. What they hold is not looked at, since
  /// passwords may be among it.
  private func isRepeated(_ batch: RunBatch, _ call: Call, _ api: APICaller) async throws -> Bool {
    // Visitors have no keys of their own, and nothing that they may do matters twice.
    guard call.principal.userID != nil, batch.operations.contains(where: { $0.method == .post && api.isDoneAgain($0.path) }),
      let claim = try call.idempotencyClaim(of: batch.operations.map { "\($0.method) \($0.path)" }, withBody: false)
    else { return false }
    return try await noticeRepetition(claim, by: call.principal)
  }

  /// `key`: for an operation without one of its own.
  private static func carryOut(_ operation: BatchOperation, key: String?, _ call: Call, _ api: APICaller) async -> BatchResult {
    guard api.answersWhole(operation.method, operation.path) else { return BatchResult(.notInBatch, call) }
    // Also without a body, so that what is missed is the body.
    var headers: HTTPFields = [.contentType: MediaType.json]
    headers[.ifMatch] = operation.ifMatch
    headers[.idempotencyKey] = operation.idempotencyKey ?? (operation.method == .post ? key : nil)
    var body: ByteBuffer?
    if let json = operation.body {
      var writer = JSONWriter()
      writer.value(json)
      body = ByteBuffer(bytes: writer.bytes)
    }
    return BatchResult(await api(operation.method, operation.path, body, headers: headers))
  }

  /// Of the batch's key and the place in it; as short as a key must be.
  private static func key(_ key: String, of index: Int) -> String {
    SHA256.hash(data: Array("\(key)\n\(index)".utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static let results = Shape<[BatchResult]>("BatchResults", "What became of the operations, in their order.")
    .list("results", result) { $0 }

  private static let result = Shape<BatchResult>("BatchResult", "What the operation would have been answered as a request of its own.")
    .number("status", "Of HTTP; 424 for what was not tried because another one failed.") { $0.status }
    .textOrNull("etag") { $0.etag }
    .textOrNull("location") { $0.location }
    .numberOrNull("retry_after", "Seconds.") { $0.retryAfter }
    .json("body", "The answer: `{\"status\":\"success\",\"data\":…}`, or the problem; null when it has none.") { $0.body }
}

private struct BatchResult: Sendable {
  let status: Int
  var etag: String?
  var location: String?
  var retryAfter: Int64?
  /// JSON.
  let body: [UInt8]

  init(_ problem: Problem, _ call: Call) {
    status = problem.status.code
    body = Array(problem.body(requestID: call.requestID, asJSend: false).readableBytesView)
  }

  init(_ answer: APICaller.Answer) {
    status = answer.status
    etag = answer.headers[.eTag]
    location = answer.headers[.location]
    retryAfter = answer.headers[.retryAfter].flatMap { Int64($0) }
    body = answer.body.readableBytes == 0 ? Array("null".utf8) : Array(answer.body.readableBytesView)
  }
}

extension Problem {
  fileprivate static let afterFailure = Problem(
    HTTPResponse.Status(code: 424, reasonPhrase: "Failed Dependency"), "operation_not_tried",
    "An operation before this one failed, so it was not tried.")
  fileprivate static let outOfTime = Problem(
    .serviceUnavailable, "batch_out_of_time", "The operations before this one took too long, so it was not tried: send it again, under another key.",
    retryAfterSeconds: 1)
  fileprivate static let full = Problem(
    .serviceUnavailable, "batch_full",
    "The answers before this one are all that a batch can carry, so it was not tried: send it again, under another key.",
    retryAfterSeconds: 1)
  fileprivate static let alreadyTried = Problem(
    .conflict, "already_tried",
    "This batch came before under its Idempotency-Key, so that this may have been done and is not done again: look, and send it under another key.")
  fileprivate static let notInBatch = Problem(
    .unprocessableContent, "not_in_a_batch", "This is no operation of the API that answers JSON: live feeds, files and batches are asked for alone.")
}
