import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The body of an answer piece by piece. A reader that is too slow loses the connection, not the memory: it goes on from its last event.
final class EventBytes: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private static let piecesMax = 1_024
  /// Of the body of an error.
  private static let bytesMax = 1 << 20

  let pieces: AsyncThrowingStream<Data, any Error>
  private let sink: AsyncThrowingStream<Data, any Error>.Continuation
  private let lock = NSLock()
  private var opening: CheckedContinuation<URLResponse, any Error>?
  private var task: URLSessionDataTask?

  private override init() {
    (pieces, sink) = AsyncThrowingStream.makeStream(bufferingPolicy: .bufferingOldest(Self.piecesMax))
  }

  /// Returns when the head of the answer is there. Each answer has a session of its own, since only a session's delegate gets the pieces as they come.
  static func open(_ request: URLRequest, silenceMaxSeconds: Double) async throws -> (EventBytes, URLResponse) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = silenceMaxSeconds
    let bytes = EventBytes()
    let session = URLSession(configuration: configuration, delegate: bytes, delegateQueue: nil)
    var request = request
    request.timeoutInterval = silenceMaxSeconds
    let task = session.dataTask(with: request)
    let response = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        bytes.lock.withLock {
          bytes.opening = continuation
          bytes.task = task
        }
        task.resume()
        session.finishTasksAndInvalidate()
      }
    } onCancel: {
      task.cancel()
    }
    return (bytes, response)
  }

  func close() {
    lock.withLock { task }?.cancel()
    sink.finish()
  }

  func all() async throws -> Data {
    var data = Data()
    for try await piece in pieces where data.count < Self.bytesMax { data.append(piece) }
    return data
  }

  private func opened(_ result: Result<URLResponse, any Error>) {
    let waiting = lock.withLock {
      defer { opening = nil }
      return opening
    }
    waiting?.resume(with: result)
  }

  func urlSession(
    _: URLSession, dataTask _: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    opened(.success(response))
    completionHandler(.allow)
  }

  func urlSession(_: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    if case .dropped = sink.yield(data) {
      sink.finish(throwing: URLError(.dataLengthExceedsMaximum))
      dataTask.cancel()
    }
  }

  func urlSession(_: URLSession, task _: URLSessionTask, didCompleteWithError error: (any Error)?) {
    opened(.failure(error ?? URLError(.badServerResponse)))
    sink.finish(throwing: error)
  }
}
