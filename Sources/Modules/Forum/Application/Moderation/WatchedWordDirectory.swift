public import ForumKernel

/// The watched words of every tenant, read once and kept until they change: everything that is written passes them.
public final class WatchedWordDirectory: Sendable {
  public static let filters = ["moderation.*.tenant.*.watched_words.changed"].compactMap { SubjectFilter($0) }

  private let reader: any ModerationReader
  private let memory = TenantMemory<WordFilter>()

  public init(reader: any ModerationReader) { self.reader = reader }

  func filter(of tenant: TenantID) async throws -> WordFilter {
    try await memory.value(of: tenant) { WordFilter(try await reader.watchedWords($0)) }
  }

  /// When the list of the tenant changed, on whichever node.
  public func forget(_ tenant: TenantID) { memory.forget(tenant) }

  /// When changes may have been missed.
  public func forgetAll() { memory.forgetAll() }
}

extension WatchedWordDirectory: NameWatch {
  /// Words that are only flagged may stand in a name.
  public func refusedWord(in name: String, tenant: TenantID) async throws -> String? {
    let result = try await filter(of: tenant).apply(to: name)
    return (result.words(.reject) + result.words(.hold) + result.words(.replace)).first
  }
}
