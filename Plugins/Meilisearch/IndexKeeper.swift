import ForumKernel
import Foundation
import NIOHTTP1

/// Keeps the index on the server as the forum needs it: its settings, its documents, and the record of what it holds.
actor IndexKeeper {
  /// The code under which a search learns that the index is being filled.
  static let rebuilding = "index_rebuilding"

  private let client: MeilisearchClient
  private var isPrepared = false
  /// What was read or written last; nil before, and while it is being written.
  private var known: Known?

  private struct Known: Equatable {
    let record: IndexRecord?
  }

  init(_ client: MeilisearchClient) { self.client = client }

  private var path: String { "/indexes/\(client.target.index)" }

  /// Makes the index and brings its settings up to date, once.
  func prepare() async throws(MeilisearchError) {
    guard !isPrepared else { return }
    do {
      _ = try await client.get(path, as: IndexDescription.self)
    } catch {
      guard error.code == "index_not_found" else { throw error }
      do {
        try await client.change(.POST, "/indexes", Self.json(["uid": client.target.index, "primaryKey": "key"]))
      } catch {
        // Another process was faster.
        guard error.code == "index_already_exists" else { throw error }
      }
    }
    let current = try await client.get("\(path)/settings", as: IndexSettings.self)
    if current != .wanted { try await client.change(.PATCH, "\(path)/settings", Self.json(IndexSettings.wanted)) }
    isPrepared = true
  }

  /// After somebody else changed the settings.
  func prepareAgain() async throws(MeilisearchError) {
    isPrepared = false
    try await prepare()
  }

  /// nil when there is none. Read from the server each time.
  func record() async throws(MeilisearchError) -> IndexRecord? {
    do {
      let record = try await client.get("\(path)/documents/\(IndexRecord.key)", as: IndexRecord.self)
      known = Known(record: record)
      return record
    } catch {
      guard error.code == "document_not_found" || error.code == "index_not_found" else { throw error }
      if error.code == "index_not_found" { isPrepared = false }
      known = Known(record: nil)
      return nil
    }
  }

  func isRefilling() async throws(MeilisearchError) -> Bool {
    try await prepare()
    if let known { return known.record?.isRefilling ?? false }
    return try await record()?.isRefilling ?? false
  }

  /// Throws `index_changed` when the index holds something else than what was last written: somebody emptied it or put an older one back.
  func apply(_ changes: [SearchChange], _ checkpoint: StreamPosition) async throws(MeilisearchError) {
    let before = known
    let found = try await record()
    if let before, before.record != found { throw .refused(status: 409, code: "index_changed", message: "") }
    try await prepare()
    let batch = ChangeBatch(changes)
    if !batch.removed.isEmpty { try await client.change(.POST, "\(path)/documents/delete-batch", Self.json(batch.removed)) }
    let record = IndexRecord(position: checkpoint, isRefilling: changes.isEmpty ? false : found?.isRefilling ?? false)
    known = nil
    for body in batch.bodies(ending: record, client.limits) { try await client.change(.POST, "\(path)/documents", body) }
    known = Known(record: record)
  }

  /// First it is said that the index is being filled, so that no search finds it empty.
  func reset() async throws(MeilisearchError) {
    try await prepare()
    known = nil
    let record = IndexRecord(position: nil, isRefilling: true)
    try await client.change(.POST, "\(path)/documents", Self.json([record]))
    known = Known(record: record)
    try await client.change(.POST, "\(path)/documents/delete", Self.json(["filter": "tenant EXISTS"]))
  }

  static func json(_ value: some Encodable) -> Data? { try? JSONEncoder().encode(value) }
}

private struct IndexDescription: Decodable, Sendable {
  let uid: String
}
