/// What the facade takes and keeps, each with its reason.
enum FacadeLimits {
  /// Deeper documents are no documents, and bound the recursion of every walk over them.
  static let nestingMax = 64
  /// As Meilisearch: more words of a query are ignored.
  static let queryWordsMax = 10
  /// As Meilisearch: words further down an attribute are not found.
  static let positionsMax = 65_535
  /// As Meilisearch: what one query word may stand for, by typos.
  static let prefixWordsMax = 1000
  static let oneTypoWordsMax = 150
  static let twoTypoWordsMax = 50
  /// As Meilisearch: longer words are neither found nor asked for.
  static let wordBytesMax = 250
  /// As Meilisearch: longer values are compared by their beginning.
  static let filterValueBytesMax = 468
  /// Nested filters are evaluated by recursion.
  static let filterDepthMax = 200
  static let filterTermsMax = 5000
  /// Tasks that wait; more are refused, as when Meilisearch's task queue is full.
  static let waitingTasksMax = 1000
  static let waitingBytesMax = 256 << 20
  /// Finished tasks that are remembered; older ones are forgotten.
  static let finishedTasksMax = 10_000
  static let keysMax = 1000
  static let indexesMax = 200
  static let multiSearchMax = 100
  /// Distance of words that no other limit holds: `hitsPerPage` and `limit` are cut by `pagination.maxTotalHits` only.
  static let limitMax = 1 << 31
  /// The journal is written anew when it is larger than this and four times what it must hold.
  static let journalBytesMin = 8 << 20
  /// A connection without a request for so long is closed.
  static let idleSeconds = 60
  static let connectionsMax = 512
}
