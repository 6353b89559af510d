import ForumKernel
import NATS
import Support
import Testing

/// What the tests of `stream.nats` share.
enum NATSBench {
  static let skipReason = Comment(rawValue: NATSServer.skipReason)
  static let isThere = !NATSServer.programs.isEmpty

  /// A stream whose deadlines are long, for machines whose every core runs other tests.
  static func open(
    _ url: String, timeout: Duration = .seconds(15), credentials: NATSCredentials? = nil, authorityFile: String? = nil,
    _ change: (inout NATSStreamLimits) -> Void = { _ in }
  ) async throws -> NATSStream {
    var limits = NATSLimits()
    (limits.requestTimeout, limits.connectTimeout) = (timeout, timeout)
    var stream = NATSStreamLimits()
    stream.maxBytes = 64 << 20
    change(&stream)
    return try await NATSStream.open(
      try NATSTarget(url: url, authorityFile: authorityFile, credentials: credentials), stream: stream, limits: limits)
  }

  /// What a call throws.
  static func failure(_ call: () async throws -> Void) async -> AppError? {
    do { try await call() } catch { return error as? AppError }
    return nil
  }

  /// Tries for a minute.
  static func eventually(_ body: () async throws -> Void) async throws {
    for _ in 0..<1200 {
      do { return try await body() } catch { try await Task.sleep(for: .milliseconds(50)) }
    }
    try await body()
  }

  /// Fetches until there is something.
  static func next(_ consumer: any StreamConsumer, _ batch: Int = 100) async throws -> [Delivery] {
    try await consumer.fetch(batch, expires: .seconds(60))
  }
}

/// A check of `eventually` that did not hold.
struct NotYet: Error {}
