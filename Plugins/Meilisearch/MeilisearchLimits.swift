/// Bounds of the work on one server.
public struct MeilisearchLimits: Sendable {
  /// From the call to the end of the answer, connecting included.
  public var requestTimeout = Duration.seconds(5)
  /// From a change to its end on the server.
  public var taskTimeout = Duration.seconds(120)
  /// Pauses between two looks at a task: doubled each time, from the first to the second.
  public var taskPause = Duration.milliseconds(5)...Duration.milliseconds(500)
  /// Documents in one batch.
  public var batchDocuments = 1000
  /// Bytes of JSON in one batch: well below the 100 MB that Meilisearch takes.
  public var batchBytesMax = 16 << 20
  /// A larger answer is none; answers to searches have about a kilobyte a hit.
  public var answerBytesMax = 16 << 20
  /// As in the embedded index: longer texts are no questions.
  static let queryLengthMax = 512
  /// As far as results can be paged, as in the embedded index.
  static let hitsMax = 1000
  /// Values of one facet that are counted.
  static let facetValuesMax = 1000
  /// Words around the best match.
  static let cropWords = 30

  /// The defaults.
  public init() {}
}
