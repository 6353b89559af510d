import AsyncHTTPClient
public import ForumKernel
import Foundation
import NIOHTTP1

/// The search index on a Meilisearch server: documents of all tenants in one index, kept apart by a filter, and the stream position in a document
/// beside
/// them, which is written in one task with the last changes that it stands for.
///
/// What Meilisearch is asked for it is waited for: a change is visible when `apply` returns. Throws `unavailable` (`search_unavailable`,
/// `search_unauthenticated`, `search_overloaded`, `index_rebuilding`) and, when a task fails, `conflict` (`search_task_…` with Meilisearch's code).
public final class MeilisearchIndex: SearchIndex {
  private let client: MeilisearchClient
  private let keeper: IndexKeeper

  /// A server that can't be reached is no error, since a forum runs without its search; one that refuses the key is: `invalid`
  /// (`meilisearch_refused`).
  public static func open(_ target: MeilisearchTarget, limits: MeilisearchLimits = MeilisearchLimits()) async throws(AppError) -> MeilisearchIndex {
    let index = MeilisearchIndex(MeilisearchClient(target, limits))
    do throws(MeilisearchError) {
      try await index.keeper.prepare()
    } catch {
      if case .refused(_, let code, let message) = error, ["invalid_api_key", "missing_authorization_header"].contains(code) {
        await index.close()
        throw AppError(.invalid, "meilisearch_refused", "Meilisearch refuses: \(message)")
      }
    }
    return index
  }

  private init(_ client: MeilisearchClient) {
    self.client = client
    keeper = IndexKeeper(client)
  }

  /// Ends the connections; later calls throw. Closing twice is allowed.
  public func close() async { await client.close() }

  /// Removals are one task, the rest and the checkpoint one or, above the limit of a batch, a few.
  public func apply(_ changes: [SearchChange], checkpoint: StreamPosition) async throws {
    try await throwing { () async throws(MeilisearchError) in try await keeper.apply(changes, checkpoint) }
  }

  public func checkpoint() async throws -> StreamPosition? {
    try await throwing { () async throws(MeilisearchError) in try await keeper.record()?.position }
  }

  public func reset() async throws {
    try await throwing { () async throws(MeilisearchError) in try await keeper.reset() }
  }

  public func statistics() async throws -> SearchStatistics {
    try await throwing { () async throws(MeilisearchError) in
      try await keeper.prepare()
      let held = try await client.get("/indexes/\(client.target.index)/stats", as: IndexStatistics.self)
      let record = try await keeper.record() == nil ? 0 : 1
      return SearchStatistics(documents: max(0, held.numberOfDocuments - record), segments: 1, diskBytes: held.rawDocumentDbSize ?? 0)
    }
  }

  /// One request.
  public func search(_ query: SearchQuery) async throws -> SearchResults {
    let request = try SearchCall(query)
    return try await throwing { () async throws(MeilisearchError) in
      if try await keeper.isRefilling() { throw .refused(status: 503, code: IndexKeeper.rebuilding, message: "") }
      do throws(MeilisearchError) {
        return try await send(request)
      } catch {
        guard let code = error.code, Self.ofSettings.contains(code) else { throw error }
        try await keeper.prepareAgain()
        return try await send(request)
      }
    }
  }

  /// How a server whose index lacks the forum's settings refuses its searches.
  private static let ofSettings: Set<String> = ["invalid_search_filter", "invalid_search_sort", "invalid_search_facets"]

  private func send(_ request: SearchCall) async throws(MeilisearchError) -> SearchResults {
    try await client.send(.POST, "/indexes/\(client.target.index)/search", request.body, as: SearchReply.self).results
  }

  private func throwing<Result>(_ work: () async throws(MeilisearchError) -> Result) async throws -> Result {
    do throws(MeilisearchError) {
      return try await work()
    } catch {
      if case .refused(_, IndexKeeper.rebuilding, _) = error {
        throw AppError(.unavailable, "index_rebuilding", "The search index is being filled again. Try again soon.", retryAfterSeconds: 2)
      }
      throw AppError(error)
    }
  }
}

/// What `/stats` tells of one index.
private struct IndexStatistics: Decodable, Sendable {
  let numberOfDocuments: Int
  /// Bytes; only newer servers tell.
  let rawDocumentDbSize: Int64?
}
