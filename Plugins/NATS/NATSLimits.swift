/// Bounds of the work on one server.
public struct NATSLimits: Sendable {
  /// From the call to the answer, waiting for a connection included.
  public var requestTimeout = Duration.milliseconds(2000)
  /// Name resolution, TCP, TLS and greeting.
  public var connectTimeout = Duration.milliseconds(2000)
  /// Requests that await their answers; more are refused.
  public var inFlightMax = 4096
  /// A server that is asked this often whether it is there, and says nothing for three times as long, is given up.
  public var pingInterval = Duration.milliseconds(1500)
  /// How often the live feed of the stream shows that it is alive; after three times of silence it is begun anew.
  public var heartbeat = Duration.milliseconds(1000)
  /// Pauses before a lost connection is tried again: doubled each time, from the first to the second.
  public var backoff = Duration.milliseconds(25)...Duration.milliseconds(1000)

  /// The defaults.
  public init() {}
}
