/// How much of webhooks one tenant may have, each bound with its reason.
public enum WebhookLimits {
  /// Each event is written once for each of them.
  public static let countMax = 20
  public static let urlLengthMax = 1000
  public static let descriptionLengthMax = 500
  public static let filtersMax = 50
  public static let categoriesMax = 50
  /// Of a secret that signs with HMAC; the specification allows 24 to 64.
  public static let secretBytes = 32
  /// Each makes a signature of its own in a header.
  public static let secretsMax = 3
  /// A rotation is over within a week.
  public static let overlapSeconds = 0...7 * 86_400
  public static let overlapSecondsDefault = 86_400
  /// What receivers must be able to take, by the specification.
  public static let payloadBytesMax = 20_000
  /// What waits for one receiver. The oldest is dropped for what comes then, and marked.
  public static let backlogMax: Int64 = 10_000
  /// What is kept of one webhook that does not wait any more; the log's age bounds it, too.
  public static let logMax: Int64 = 10_000
  /// Of an answer, for the log.
  public static let answerBytesMax = 1024
  /// Rows changed in one transaction: nobody waits long for the writer.
  static let chunk: Int64 = 500
  /// After so many failures in a row a receiver is left alone between single tries.
  static let failuresBeforePause: Int64 = 10
  static let pauseSecondsFirst: Int64 = 30
  static let pauseSecondsMax: Int64 = 600
  /// No receiver puts its deliveries off for longer.
  static let retryAfterSecondsMax: Int64 = 86_400
}
