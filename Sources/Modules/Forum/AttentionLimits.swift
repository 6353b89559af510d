/// What the forum keeps for each reader, each bound with its reason.
public enum AttentionLimits {
  /// How far back the list of unread threads looks: 60 days. Who was away for longer begins anew rather than with thousands of threads.
  public static let unreadSeconds: Int64 = 60 * 86_400
  /// A mark that says nothing more is kept for as long as the list of unread threads looks back.
  public static let idleMarkSeconds: Int64 = unreadSeconds
  /// More than anybody finds again.
  public static let bookmarksMax: Int64 = 5000
  public static let bookmarkNoteLengthMax = 500
  /// The bookmarked posts of one thread that are told with it.
  public static let threadBookmarksMax = 200
  /// They are read whole with every page of posts.
  public static let ignoredUsersMax: Int64 = 500
}
