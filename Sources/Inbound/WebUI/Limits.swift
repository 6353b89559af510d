/// How much one page shows, each with its reason.
enum WebLimits {
  /// Two or three screens of a desktop; more makes the row before last as hard to find as the next page.
  static let threadsPerPage = 40
  /// More pinned threads than this hide what is new; the others stay where their last post puts them.
  static let pinnedMax = 10
  /// About a hundred kilobytes of HTML: renders in under a millisecond and loads on a slow phone.
  static let postsPerPage = 30
  /// Small talk shown under a post on a thread's page; a link leads to the rest.
  static let commentsPerPost = 20
  static let commentsPerPage = 100
  static let resultsPerPage = 20
  /// As far as the index ranks: 1,000 hits.
  static let resultPagesMax: Int64 = 50
  /// What fits under the search field of a phone.
  static let suggestionsMax = 6
  /// The newest things somebody wrote, on the page about them.
  static let contributionsMax = 20
  static let notificationsPerPage = 40
  /// Unread posts of a thread are counted up to a hundred.
  static let unreadShownMax = 99
  static let casesPerPage = 30
  static let auditPerPage = 50
  /// Posts to choose from on the page that splits a thread.
  static let splitPostsPerPage = 50
  /// As much of a post as tells it from others.
  static let excerptMax = 160
  /// Of each consumer: more than a few are looked at with other tools.
  static let deadLettersMax = 20
  static let bookmarksPerPage = 40
  /// Browsers call themselves a whole paragraph.
  static let deviceNameMax = 120
  /// As for the API's search.
  static let queryLengthMax = 512
}
