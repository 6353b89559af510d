public import ForumKernel
public import Logging

/// Hands every new message to a handler as long as its task runs. Keeps no position: for what only matters now, such as dropping remembered tokens.
public struct LiveFollower: Sendable {
  private static let bufferMax = 256
  private static let failureWait = Duration.seconds(1)

  let name: String
  let filters: [SubjectFilter]
  let stream: any EventStream
  let logger: Logger
  let onBegin: @Sendable () async throws -> Void
  let handle: @Sendable (StreamMessage) async throws -> Void

  /// `onBegin` is called whenever following begins, also after a failure: what happened before is not told.
  public init(
    name: String, filters: [SubjectFilter], stream: any EventStream, logger: Logger, onBegin: @escaping @Sendable () async throws -> Void,
    handle: @escaping @Sendable (StreamMessage) async throws -> Void
  ) {
    self.name = name
    self.filters = filters
    self.stream = stream
    self.logger = logger
    self.onBegin = onBegin
    self.handle = handle
  }

  public func run() async {
    while !Task.isCancelled {
      do {
        let info = try await stream.info()
        let end = StreamPosition(epoch: info.epoch, sequence: info.last)
        try await onBegin()
        for try await message in stream.follow(after: end, matching: filters, bufferMax: Self.bufferMax) { try await handle(message) }
      } catch is CancellationError {
        return
      } catch {
        logger.error("following failed, will try again", metadata: ["follower": "\(name)", "error": "\(error)"])
        try? await Task.sleep(for: Self.failureWait)
      }
    }
  }
}
