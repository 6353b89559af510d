/// What the stream on the server is made of.
public struct NATSStreamLimits: Sendable {
  /// Letters, digits, `-` and `_`; also what the subjects begin with on the server.
  public var name = "FORUM"
  public var maxAge = Duration.seconds(30 * 86_400)
  public var maxMessages: Int64 = 1_000_000
  public var maxBytes: Int64 = 1 << 30
  /// How long a message that is published again under its id is recognised.
  public var duplicateWindow = Duration.seconds(120)
  /// Servers of a cluster that keep a copy.
  public var replicas = 1
  /// Dead letters that are kept, of all consumers, and their size.
  public var deadLettersMax: Int64 = 10_000
  public var deadLettersBytesMax: Int64 = 64 << 20
  /// Messages kept in memory, so that live readers and consumers that keep up ask the server for nothing.
  public var tailMessagesMax = 4096
  public var tailBytesMax = 16 << 20

  /// The defaults.
  public init() {}

  var stream: StreamDescription {
    StreamDescription(
      name: name, subjects: [name + ".>"], maxAge: maxAge.wholeNanoseconds, maxMsgs: maxMessages, maxBytes: maxBytes,
      duplicateWindow: min(duplicateWindow, maxAge).wholeNanoseconds, numReplicas: replicas)
  }

  /// One message for each consumer and sequence: a second dead letter of the same message replaces the first.
  var deadLetters: StreamDescription {
    StreamDescription(
      name: name + "_DEAD", subjects: [name + "_DEAD.>"], maxAge: 0, maxMsgs: deadLettersMax, maxBytes: deadLettersBytesMax, maxMsgsPerSubject: 1,
      duplicateWindow: Duration.seconds(120).wholeNanoseconds, numReplicas: replicas)
  }
}
