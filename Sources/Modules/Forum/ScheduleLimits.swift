/// What the forum keeps of what is to come, each bound with its reason.
public enum ScheduleLimits {
  /// Nobody plans further ahead, and a slip of the year is noticed: 366 days.
  public static let aheadSeconds: Int64 = 366 * 86_400
  /// Threads of one author that wait for their publication.
  public static let publicationsMax: Int64 = 50
  /// Changes that are read at once; each is made in a transaction of its own.
  static let chunk = 100
}
