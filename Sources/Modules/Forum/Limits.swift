/// What the forum accepts, each with its reason. Lengths are in characters.
public enum ForumLimits {
  /// Longer titles break every list on a phone.
  public static let titleLengthMax = 200
  /// About 30 pages of text; more belongs in an attachment.
  public static let bodyLengthMax = 65_536
  /// Imported archives hold longer posts than people type; the longest seen in the wild was 217 kB.
  public static let importedBodyLengthMax = 1_048_576
  public static let commentLengthMax = 4096
  public static let tagsMax = 5
  public static let tagLengthMax = 30
  public static let categoryNameLengthMax = 80
  public static let categoryDescriptionLengthMax = 500
  /// Categories are listed whole, without pages.
  public static let categoriesMax = 500
  /// Deeper trees are unreadable, and a cap bounds every recursive query.
  public static let commentDepthMax = 50
  /// Posts that are split off at once: each is moved on its own.
  public static let splitPostsMax = 200
  /// What people may react with; a fixed set keeps a post's counts small.
  public static let reactionKinds = ["like", "love", "laugh", "wow", "sad", "thanks"]
}
