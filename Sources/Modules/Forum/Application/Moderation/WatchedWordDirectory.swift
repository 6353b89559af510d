public import ForumKernel
import Synchronization

/// The watched words of every tenant, read once and kept until they change: everything that is written passes them.
public final class WatchedWordDirectory: Sendable {
  public static let filters = ["moderation.*.tenant.*.watched_words.changed"].compactMap { SubjectFilter($0) }

  private struct Known {
    var filters: [TenantID: WordFilter] = [:]
    /// Raised by every `forget`: what was read before must not be kept after.
    var generation = 0
  }

  private let reader: any ModerationReader
  private let known = Mutex(Known())

  public init(reader: any ModerationReader) { self.reader = reader }

  func filter(of tenant: TenantID) async throws -> WordFilter {
    let (kept, generation) = known.withLock { ($0.filters[tenant], $0.generation) }
    if let kept { return kept }
    let filter = WordFilter(try await reader.watchedWords(tenant))
    known.withLock { if $0.generation == generation { $0.filters[tenant] = filter } }
    return filter
  }

  /// When the list of the tenant changed, on whichever node.
  public func forget(_ tenant: TenantID) {
    known.withLock {
      $0.filters[tenant] = nil
      $0.generation += 1
    }
  }

  /// When changes may have been missed.
  public func forgetAll() {
    known.withLock {
      $0.filters = [:]
      $0.generation += 1
    }
  }
}

extension WatchedWordDirectory: NameWatch {
  /// Words that are only flagged may stand in a name.
  public func refusedWord(in name: String, tenant: TenantID) async throws -> String? {
    let result = try await filter(of: tenant).apply(to: name)
    return (result.words(.reject) + result.words(.hold) + result.words(.replace)).first
  }
}
