public import ForumKernel

/// Sends one delivery to where its webhook says.
public protocol WebhookSender: Sendable {
  /// Asks the receiver once, within a deadline of its own, and follows it nowhere. What goes wrong is a result.
  func send(_ request: WebhookRequest) async -> WebhookResult
}

/// What one try sends.
public struct WebhookRequest: Sendable {
  public let url: WebhookURL
  /// `webhook-id`: the same for each try.
  public let event: RawID
  /// `webhook-timestamp`: of this try.
  public let sentAt: Timestamp
  public let payload: String
  /// Each makes a signature.
  public let keys: [WebhookKey]

  public init(url: WebhookURL, event: RawID, sentAt: Timestamp, payload: String, keys: [WebhookKey]) {
    self.url = url
    self.event = event
    self.sentAt = sentAt
    self.payload = payload
    self.keys = keys
  }
}

/// What signs, in the open.
public enum WebhookKey: Sendable, Equatable {
  case hmac([UInt8])
  /// The seed of the private key.
  case ed25519([UInt8])
}
