public import ForumKernel
public import NIOSSL

/// How the HTTP edge behaves; the defaults suit a server that anybody may reach.
public struct HTTPSettings: Sendable {
  public var host = "127.0.0.1"
  /// 0 picks a free one.
  public var port = 8080
  public var limits = HTTPLimits()
  /// nil switches rate limits off.
  public var rates: RateLimits? = RateLimits()
  /// The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses or CIDR blocks.
  public var trustedProxies: [String] = []
  /// nil: plain HTTP/1.1. With it HTTP/1.1 and HTTP/2, as clients choose.
  public var tls: TLSConfiguration?
  /// How long browsers are told to come back by HTTPS alone; nil: they are not.
  public var strictTransportSeconds: Int64?
  /// The sites whose scripts may use the API: `https://app.example.org`, or `*`.
  public var crossOrigins: [String] = []
  /// Sends answers as gzip to clients that take it.
  public var compresses = true
  /// Logs one line for each request: reads that went well as `debug`, what changes or is refused as `info`, failures of the server as `warning`.
  public var logsRequests = true

  public init() {}
}

/// How many requests a client may make: a user wherever they come from, a visitor by address.
public struct RateLimits: Sendable {
  /// Reading a long thread page by page stays far below.
  public var read = BucketPolicy(capacity: 1200, windowSeconds: 60)
  /// Nobody types faster.
  public var write = BucketPolicy(capacity: 120, windowSeconds: 60)
  /// Each attempt costs an Argon2id hash, and guessing must be slow.
  public var auth = BucketPolicy(capacity: 20, windowSeconds: 60)

  public init() {}

  func policy(_ rate: RateClass) -> BucketPolicy {
    switch rate {
    case .read: read
    case .write: write
    case .auth: auth
    }
  }
}

/// What one connection and one request may use up.
public struct HTTPLimits: Sendable {
  /// A post of the longest body in JSON, escaped, is smaller.
  public var bodyBytesMax = 1_048_576
  /// Bodies of endpoints that take them as they come, which are never in memory as a whole.
  public var uploadBytesMax = 10 << 20
  /// Uploads that are received at once: each has up to three pieces of 64 KiB in memory, and a file.
  public var uploadsAtOnceMax = 64
  /// Header fields of real clients have 1–8 KiB.
  public var headerBytesMax = 32_768
  public var headerFieldsMax = 100
  /// From the connection, or the first byte of a later request, to the end of the header.
  public var headerMilliseconds: Int64 = 10_000
  /// From the end of the header to the end of the body, plus the time the body takes at `bodyBytesPerSecondMin`.
  public var bodyMilliseconds: Int64 = 30_000
  /// Slower than any line that people have.
  public var bodyBytesPerSecondMin = 8192
  /// From the end of the request to the beginning of the answer; then the handler is cancelled.
  public var requestMilliseconds: Int64 = 30_000
  /// Between an answer and the next request of a connection.
  public var idleMilliseconds: Int64 = 60_000
  /// How long a client may leave an answer unread.
  public var stalledWriteMilliseconds: Int64 = 30_000
  /// Browsers open 6 connections; the rest is for people behind one address.
  public var connectionsPerAddressMax = 256
  /// A connection costs about 20 KiB and a file descriptor.
  public var connectionsMax = 10_000
  /// Connections that wait to be accepted.
  public var backlog = 1024
  /// More requests at once only queue for the two or more cores.
  public var requestsAtOnceMax = 1024
  /// Event streams and WebSockets together; one costs two or three tasks and a connection.
  public var eventStreamsMax = 8000
  /// Silence of a WebSocket's client after which it gets a ping; phones sleep, and proxies forget.
  public var pingMilliseconds: Int64 = 30_000
  /// How long it may take to answer the ping.
  public var pongMilliseconds: Int64 = 10_000
  /// How long it may take nothing of what is sent to it: what it misses it reads again from its position.
  public var liveStallMilliseconds: Int64 = 15_000
  /// How long a WebSocket's client that was closed may take to read why.
  public var liveLingerMilliseconds: Int64 = 5000
  /// Requests of one HTTP/2 connection at once: browsers ask for a page's parts together, and no page has as many.
  public var requestsPerConnectionMax = 100
  /// How long requests and streams may go on when the server stops.
  public var drainMilliseconds: Int64 = 10_000
  /// Proxies cut connections that are silent for longer.
  public var heartbeatMilliseconds: Int64 = 15_000

  public init() {}

  /// Between two looks at deadlines: four into the shortest one, at most one a second.
  package var tickMilliseconds: Int64 {
    let shortest = min(headerMilliseconds, bodyMilliseconds, requestMilliseconds, idleMilliseconds, stalledWriteMilliseconds)
    return min(1000, max(10, shortest / 4))
  }
}
