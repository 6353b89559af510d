/// What the index accepts and how it works, each with its reason.
enum IndexLimits {
  /// Longer texts are no questions.
  static let queryLengthMax = 512
  /// A question of several sentences; more words cost time and change no ranking that people see.
  static let queryWordsMax = 32
  /// Phrases of a query, and as many excluded ones.
  static let phrasesMax = 8
  /// As far as results can be paged; what is further down is found by a better query.
  static let hitsMax = 1000
  /// Words that one query word may stand for, the most frequent first.
  static let expansionsMax = 60
  /// Longer words are cut: they are keys and hashes, which are found by their beginning.
  static let termBytesMax = 64
  /// Segments of one size that are merged into one of the next: 8 keeps both searches and merges cheap.
  static let segmentsPerTier = 8
  /// Larger segments are not merged further: a merge holds its documents in memory.
  static let segmentDocumentsMax = 60_000
  /// Documents in memory that are written to disk together.
  static let memoryDocumentsMax = 20_000
  static let memoryBytesMax = 32 << 20
  /// What a crash costs at most: this much of the stream is read again.
  static let flushInterval = Duration.seconds(30)
  /// Words around the best match.
  static let cropWords = 30
}

/// How results are ranked: BM25F over title and body, and how much a word counts that is not quite the one asked for.
enum Ranking {
  static let k1: Float = 1.2
  static let b: Float = 0.75
  static let titleWeight: Float = 2.5
  static let prefix: Float = 0.7
  static let oneTypo: Float = 0.4
  static let twoTypos: Float = 0.25
}
