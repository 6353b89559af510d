/// Bounds of the work on one server.
public struct RedisLimits: Sendable {
  /// Commands are pipelined: two connections keep two cores of a server's input and output busy.
  public var connections = 2
  /// From the call to the answer, waiting for a connection included.
  public var commandTimeout = Duration.milliseconds(500)
  /// Name resolution, TCP, TLS and greeting.
  public var connectTimeout = Duration.milliseconds(1000)
  /// Commands of one connection that await their answers; more are refused.
  public var inFlightMax = 1024
  /// The same in bytes: thirty of the largest values.
  public var inFlightBytesMax = 32 << 20
  /// Pauses before a lost connection is tried again: doubled each time, from the first to the second.
  public var backoff = Duration.milliseconds(25)...Duration.milliseconds(2000)

  /// The defaults.
  public init() {}
}
