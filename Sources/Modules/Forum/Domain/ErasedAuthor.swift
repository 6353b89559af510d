import ForumKernel

/// The author of an archive whose account was erased here: an import brings back neither them nor what went with them.
public enum ErasedAuthor: Sendable {
  /// What they wrote stays, and nobody wrote it.
  case unnamed
  /// What they wrote was emptied too.
  case emptied

  /// Under which, as a digest, it is kept that an author was erased. Mail addresses and ids of this program are the same in every archive, others in those
  /// of one source.
  public static func word(source: String, externalID: String) -> String {
    let isSameEverywhere = externalID.contains("@") || RawID(externalID)?.isVersion7 == true
    return "author:" + (isSameEverywhere ? externalID.lowercased() : "\(source)\n\(externalID)")
  }
}

/// What stands where an erased text stood.
public enum ErasedText {
  public static let title = "[erased]"
  public static let slug = "erased"
  public static let content = PostContent(body: "[erased]", format: .text, html: "<p>[erased]</p>")
}
