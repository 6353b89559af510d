public import ForumKernel
import Synchronization

/// The embedded search index: immutable segments in memory and on disk, ranked by BM25F, with typos, prefixes, phrases, filters, facets and highlights.
///
/// What is applied can be found at once and is written to disk in larger steps, together with the stream position that it stands for; after a crash
/// the stream is read again from there. A folder that is damaged or of another version counts as empty: the index is derived data.
public final class InvertedIndex: SearchIndex {
  private let directory: IndexDirectory
  private let writer: IndexWriter
  private let current: Published

  /// Opens the folder or makes it.
  public init(directory path: String) throws {
    directory = try IndexDirectory(path)
    var snapshot = IndexSnapshot()
    if let loaded = directory.load() {
      snapshot = loaded
    } else if !directory.isEmpty {
      // Something was there and cannot be used: what it held must come back before a search may say that there is nothing. It stays until the
      // refill takes it away, so that looking changes nothing.
      snapshot.isRefilling = true
    }
    let current = Published(snapshot)
    self.current = current
    writer = IndexWriter(directory, snapshot) { current.set($0) }
  }

  public func apply(_ changes: [SearchChange], checkpoint: StreamPosition) async throws { try await writer.apply(changes, checkpoint) }

  public func checkpoint() async throws -> StreamPosition? { current.snapshot.checkpoint }

  public func search(_ query: SearchQuery) async throws -> SearchResults {
    let snapshot = current.snapshot
    guard !snapshot.isRefilling else {
      throw AppError(.unavailable, "index_rebuilding", "The search index is being filled again. Try again soon.", retryAfterSeconds: 2)
    }
    // Not on the caller's event loop: a query of many words takes milliseconds, and other connections would wait.
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { try Searcher(snapshot, query).results() }
  }

  public func reset() async throws { try await writer.reset() }

  public func compact() async throws -> Bool {
    try await writer.compact()
    return true
  }

  public func statistics() async throws -> SearchStatistics {
    let snapshot = current.snapshot
    return SearchStatistics(
      documents: snapshot.documentCount, segments: snapshot.parts.count, diskBytes: directory.diskBytes, isRefilling: snapshot.isRefilling)
  }

  /// Writes what is in memory; the next start goes on from there.
  public func close() async throws { try await writer.flush() }
}

/// The snapshot that searches look at.
private final class Published: Sendable {
  private let value: Mutex<IndexSnapshot>

  init(_ snapshot: IndexSnapshot) { value = Mutex(snapshot) }

  var snapshot: IndexSnapshot { value.withLock { $0 } }
  func set(_ snapshot: IndexSnapshot) { value.withLock { $0 = snapshot } }
}
