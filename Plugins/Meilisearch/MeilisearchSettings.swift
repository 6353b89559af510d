public import ForumWiring

/// How `search.meilisearch` is configured. The key is a secret: `FORUM_SEARCH_KEY`, `FORUM_SEARCH_KEY_FILE`; so is the URL.
public struct MeilisearchSettings: Sendable {
  /// The keys; each one's last text says what it is.
  public init() {}

  public let url = Setting(
    "search.url", default: "http://127.0.0.1:7700", secret: true, "The Meilisearch server.", complaint: { MeilisearchTarget.complaint(url: $0) })
  public let key = Setting("search.key", default: "", secret: true, "An API key that may do everything with the index; empty: none is sent.")
  public let index = Setting(
    "meilisearch.index", default: "forum", "The uid of the index, to tell two forums on one server apart.",
    complaint: { MeilisearchTarget.isIndexName($0) ? nil : "letters, digits, - and _, at most 400" })
  public let requestTimeout = Setting(
    "meilisearch.request_timeout", default: .seconds(5), in: .milliseconds(10) ... .seconds(60), "How long one request may take.")
  public let taskTimeout = Setting(
    "meilisearch.task_timeout", default: .seconds(120), in: .milliseconds(100) ... .seconds(3600),
    "How long Meilisearch may take to carry out one batch of changes.")
  public let batchDocuments = Setting("meilisearch.batch_documents", default: 1000, in: 1...100_000, "Documents in one batch.")
  public let answerMax = Setting(
    "meilisearch.answer_max", defaultBytes: 16 << 20, in: 1 << 10...1 << 30, "The largest answer that is read.")

  /// All of them, for the factory.
  public var declarations: [SettingDeclaration] {
    [
      url.declaration, key.declaration, index.declaration, requestTimeout.declaration, taskTimeout.declaration, batchDocuments.declaration,
      answerMax.declaration,
    ]
  }
}

extension MeilisearchIndex {
  /// The index that the settings name. Throws `invalid` (`meilisearch_url`, `meilisearch_refused`).
  public static func open(_ values: SettingValues) async throws -> MeilisearchIndex {
    let settings = MeilisearchSettings()
    let key = values[settings.key]
    let target = try MeilisearchTarget(url: values[settings.url], key: key.isEmpty ? nil : key, index: values[settings.index])
    var limits = MeilisearchLimits()
    limits.requestTimeout = values[settings.requestTimeout]
    limits.taskTimeout = values[settings.taskTimeout]
    limits.batchDocuments = values[settings.batchDocuments]
    limits.answerBytesMax = values[settings.answerMax]
    return try await open(target, limits: limits)
  }
}
