/// What moderation accepts, each with its reason. Lengths are in characters.
public enum ModerationLimits {
  public static let noteLengthMax = 2000
  /// A moderator who forgot a case must not keep the others from it.
  public static let claimSeconds: Int64 = 2 * 3600
  /// The list is read whole and kept in memory.
  public static let watchedWordsMax: Int64 = 2000
  public static let watchedWordLengthMax = 100
  /// Listed whole.
  public static let categoryModeratorsMax: Int64 = 100
}
