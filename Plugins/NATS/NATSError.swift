public import ForumKernel

/// Why a request to NATS has no useful answer.
public enum NATSError: Error, Hashable, Sendable {
  /// The client was closed by its owner.
  case closed
  /// There is no connection, and why.
  case unreachable(String)
  /// The connection broke while the answer was awaited: whether the request was carried out is unknown.
  case lost
  /// The deadline passed; as with `lost`, the request may have been carried out.
  case timedOut
  /// Too many requests wait already.
  case overloaded
  /// The peer does not speak the protocol.
  case malformed(String)
  /// The server wants another name, password, token or key.
  case unauthenticated(String)
  /// The server said `-ERR`, or is older than 2.9.
  case refused(String)
  /// `503 no responders`: nobody listens on the subject.
  case noResponders
  /// Nobody answers for JetStream, or the account has none.
  case jetStreamOff
  /// JetStream answered with an error: its own code (10059: no such stream) and text.
  case api(code: Int, String)
  /// The message is larger than the server takes.
  case tooLarge(bytesMax: Int)
  /// The subject can't be published to.
  case badSubject

  /// The codes of JetStream's errors that are told apart here.
  enum Code {
    static let consumerNotFound = 10014
    static let messageNotFound = 10037
    static let accountWithoutJetStream = 10039
    static let insufficientStorage = 10047
    static let streamNameInUse = 10058
    static let streamNotFound = 10059
    static let jetStreamNotEnabled = 10076
    static let storeFull = 10077
    static let consumerExists = 10148
    /// A cluster that is choosing its leader.
    static let passing: Set<Int> = [10004, 10008, 10009]
    static let full: Set<Int> = [10023, 10028, insufficientStorage, storeFull]
  }

  /// JetStream's code; nil for what is no error of JetStream.
  var apiCode: Int? { if case .api(let code, _) = self { code } else { nil } }

  /// The server must not be asked again until somebody has changed its settings or ours.
  var isRefusal: Bool {
    switch self {
    case .unauthenticated, .refused, .jetStreamOff, .malformed: true
    case .api(let code, _): !Code.passing.contains(code)
    default: false
    }
  }
}

extension AppError {
  /// What the callers of the stream see.
  public init(_ error: NATSError) {
    switch error {
    case .closed: self = .unavailableStream("stream_closed", "The stream is closed.")
    case .unauthenticated: self = .unavailableStream("stream_unauthenticated", "The event stream does not accept this server's name and password.")
    case .jetStreamOff: self = .unavailableStream("stream_jetstream_off", "JetStream is off at the event stream's server.")
    case .tooLarge(let bytesMax): self.init(.invalid, "message_too_large", "A message has at most \(bytesMax) bytes.")
    case .badSubject: self.init(.invalid, "message_subject", "A subject has no empty parts, spaces or wildcards.")
    case .api(let code, _) where NATSError.Code.full.contains(code): self = .unavailableStream("stream_full", "The event stream has no room.")
    case .api(let code, let text): self = .unavailableStream("stream_refused", "The event stream refuses: \(text) (\(code)).")
    default: self = .unavailableStream("stream_unavailable", "The event stream can't be used right now.")
    }
  }

  private static func unavailableStream(_ slug: String, _ message: String) -> AppError {
    AppError(.unavailable, slug, message, retryAfterSeconds: 1)
  }
}
