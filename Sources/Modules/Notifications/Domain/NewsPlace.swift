public import ForumKernel

/// A post or comment that may be news, and where it stands.
public struct NewsPlace: Sendable, Equatable {
  public let threadID: RawID
  public let categoryID: RawID
  public let postID: RawID
  /// nil for the post itself.
  public let commentID: RawID?
  /// What it says, as it is shown.
  public let html: String

  public init(threadID: RawID, categoryID: RawID, postID: RawID, commentID: RawID?, html: String) {
    self.threadID = threadID
    self.categoryID = categoryID
    self.postID = postID
    self.commentID = commentID
    self.html = html
  }

  /// The handles that it names, each once and in small letters, the first ones only.
  var mentioned: [String] {
    var handles: [String] = []
    // Somebody who is named again and again is one person; but the search for more ends somewhere.
    for mention in Mention.all(in: Array(html.utf8), max: 10 * NotificationLimits.mentionsMax) {
      let handle = mention.handle.lowercased()
      if !handles.contains(handle) { handles.append(handle) }
      if handles.count == NotificationLimits.mentionsMax { break }
    }
    return handles
  }
}
