public import ForumKernel

/// What `forum-lite stream` asks of the forum whose store is open.
public enum StreamRequest: Codable, Sendable {
  case overview
  /// The newest of one consumer whose sequences are at most `upTo`; of all consumers, where none is named.
  case deadLetters(consumer: String?, upTo: Int64, limit: Int)
  /// Hands the message of a dead letter to its consumer again.
  case retry(consumer: String, sequence: Int64)
  case discard(consumer: String, sequence: Int64)
}

public enum StreamReply: Codable, Sendable {
  case overview(StreamOverview)
  /// Newest first; `total` counts also those that were not asked for.
  case deadLetters([DeadLetterView], total: Int)
  /// The message is handled, or why it is not and stays a dead letter.
  case retried(OperatorFailure?)
  case discarded
}

/// The event stream and those who follow it.
public struct StreamOverview: Codable, Sendable {
  public struct Consumer: Codable, Sendable {
    public let name: String
    /// Up to where it has handled the stream; nil for one that is to begin anew, and where it can't be told.
    public let position: Int64?
    /// Messages that came since the oldest one that waits for it; nil where that can't be told.
    public let behind: Int64?
    public let deadLetters: Int

    enum CodingKeys: String, CodingKey {
      case name, position, behind
      case deadLetters = "dead_letters"
    }
  }

  public let epoch: String
  public let first: Int64
  public let last: Int64
  /// How many the stream keeps.
  public let messages: Int64
  public let consumers: [Consumer]
}

/// A message that a consumer gave up, without its content.
public struct DeadLetterView: Codable, Sendable {
  public let consumer: String
  public let sequence: Int64
  /// When it was given up, or tried in vain last.
  public let time: Timestamp
  public let subject: String
  public let messageID: String?
  public let reason: String
  public let attempts: Int

  enum CodingKeys: String, CodingKey {
    case consumer, sequence, time, subject, reason, attempts
    case messageID = "message_id"
  }

  init(_ letter: DeadLetter) {
    (consumer, sequence, time) = (letter.consumer, letter.message.sequence, letter.time)
    (subject, messageID) = (letter.message.subject, letter.message.messageID)
    (reason, attempts) = (letter.reason, letter.attempts)
  }
}
