/// How many people one post may call, each bound with its reason.
public enum NotificationLimits {
  /// More names in one post are a nuisance, not a conversation; the first ones count.
  public static let mentionsMax = 10
  /// They are told in one transaction, which must not hold up the writer: the longest-standing members first.
  public static let watchersMax = 5000
  /// Watchers read at once.
  static let watcherPage = 500
  /// What one digest tells of; more makes nobody read it.
  static let digestItemsMax = 20
}
