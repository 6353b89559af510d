/// What the forum keeps of what is not posted yet, each bound with its reason. Titles, tags and bodies have the bounds of what is posted.
public enum DraftLimits {
  /// More than anybody goes on with, and a bound on what one account may fill.
  public static let draftsMax: Int64 = 50
  /// A draft that nobody saved for half a year is removed: 180 days.
  public static let keptSeconds: Int64 = 180 * 86_400
}
