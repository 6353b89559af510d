import Admin
import Auth
import Forum
import ForumKernel
import Workers

extension Application {
  /// What erases accounts, and what makes exports of them.
  var privacySagas: [SagaDefinition] {
    let (steps, export) = (auth.erasureSteps, auth.exportAccount)
    return [
      SagaDefinition(
        EraseAccount.kind, isReversible: false,
        steps: [
          // First, while it is known which addresses there were.
          .init("mail", timeout: .seconds(120)) { try await eraseMail(of: try await steps.erasure(of: $0)) },
          .init("contents", timeout: .seconds(3600)) {
            let erasure = try await steps.erasure(of: $0)
            try await eraseAttachments(of: erasure)
            try await steps.contents(erasure)
          },
          .init("records", timeout: .seconds(600)) { try await steps.records(try await steps.erasure(of: $0)) },
          .init("traces", timeout: .seconds(600)) { try await steps.traces(try await steps.erasure(of: $0)) },
          .init("account", timeout: .seconds(120)) { try await steps.account(try await steps.erasure(of: $0)) },
          // By then every request has ended that was admitted before.
          .init("late rows", timeout: .seconds(3600), wait: config.http.requestTimeout + .seconds(30)) {
            let erasure = try await steps.erasure(of: $0)
            try await eraseAttachments(of: erasure)
            try await steps.contents(erasure, isLate: true)
            try await steps.records(erasure, isLate: true)
            try await steps.traces(erasure)
          },
          .init("search", timeout: .seconds(600)) { try await compactSearch(after: try await steps.erasure(of: $0)) },
          .init("files", timeout: .seconds(1800)) { try await scrubFiles(after: try await steps.erasure(of: $0)) },
          .init("receipt") { try await steps.receipt(try await steps.erasure(of: $0)) { try await admin.keepAudit.sign($0) } },
        ]),
      SagaDefinition(
        ExportAccount.kind,
        steps: [
          .init("collect", timeout: .seconds(1800)) {
            try await export.collect($0)
          } undo: {
            try await export.discard($0)
          }
        ]),
    ]
  }

  /// Files with their bytes, in the mode's measure: before the posts, which tell who is shown what.
  private func eraseAttachments(of erasure: Erasure) async throws {
    let report = try await forum.eraseAttachments(of: erasure.userID, erasure.tenant, keepsUsed: erasure.mode == .anonymise)
    var entries = [
      ErasureEntry(
        store: config.adapters.store, item: "attachments", done: "deleted: files with their names and descriptions", count: Int64(report.deleted)),
      ErasureEntry(store: config.adapters.blobs, item: "files", done: "deleted where no other attachment has the same bytes"),
    ]
    if report.unlinked > 0 {
      entries.append(
        ErasureEntry(
          store: config.adapters.store, item: "shown attachments", done: "without an author: posts show them", count: Int64(report.unlinked)))
    }
    try await auth.erasureSteps.note(entries, of: erasure)
  }

  private func eraseMail(of erasure: Erasure) async throws {
    var count: Int?
    for address in try await auth.erasureSteps.addresses(of: erasure) {
      if let found = try await mailer.forget(recipient: address) { count = (count ?? 0) + found }
    }
    let done = count == nil ? "kept nowhere here: mails leave with the mailer at once" : "deleted: mails to the account's addresses"
    try await auth.erasureSteps.note([ErasureEntry(store: config.mail.adapter, item: "mails", done: done, count: Int64(count ?? 0))], of: erasure)
  }

  private func compactSearch(after erasure: Erasure) async throws {
    guard try await waitUntilIndexed(.seconds(60)) else {
      throw AppError(.unavailable, "index_behind", "The search index has not caught up yet.")
    }
    let name = config.adapters.search
    let isDone = try await index.compact()
    var entries = [ErasureEntry(store: name, item: "documents", done: isDone ? "written anew without what is gone" : "replaced")]
    if !isDone { entries.append(.exception("the files of \(name)", "the server takes replaced documents out of its files in its own time")) }
    if !storage.isExclusive {
      entries.append(.exception("search indexes of other nodes", "each node writes its segments anew when enough of them are replaced"))
    }
    try await auth.erasureSteps.note(entries, of: erasure)
  }

  /// The last of what changes, so that nothing that is deleted comes after it; and the word on all that keeps nothing, or what is not the forum's to erase.
  private func scrubFiles(after erasure: Erasure) async throws {
    let remains = try await scrub.remains(after: erasure.id) { [storage] in try await storage.scrub() }
    let (stream, cache) = (config.adapters.stream, config.adapters.cache)
    let entries = [
      ErasureEntry(
        store: config.adapters.store, item: "files", done: remains.isEmpty ? "written anew without what was deleted" : "see the exceptions"),
      ErasureEntry(store: stream, item: "events", done: "nothing to do: events and the outbox hold ids alone"),
      ErasureEntry(
        store: cache, item: "counters",
        done: "nothing to do: rate limits are counted by id and address, copies of sessions are encrypted, and both end by themselves within minutes"),
      ErasureEntry(store: "memory", item: "kept answers and sessions", done: "forgotten"),
      ErasureEntry(store: "analytics", item: "metric_hours", done: "nothing to do: counts by the hour name nobody"),
    ]
    let exceptions: [ErasureEntry] = [
      .exception("audit log", "ids, the reasons that moderators gave, and salted commitments: what these stood for is deleted"),
      .exception("moderation cases", "what moderators noted in their own words"),
      .exception("handle", "a keyed digest, so that nobody takes the name again"),
      .exception("events", "the account's id, until stream.retention takes them"),
      .exception("mentions", "where others wrote the name, in posts, titles, notes or mails to others, it is their text"),
      .exception(
        "imports", "the ids of imported messages, and keyed digests of what archives call the author, so that no import brings either back"),
      .exception("stored answers", "those that others got under an Idempotency-Key, for a day"),
      .exception("log", "what the server logged is wherever its output went"),
      .exception("back-ups", "archives made before; restoring one brings the account back, and it has to be erased again"),
    ]
    try await auth.erasureSteps.note(entries + exceptions + remains.map { .exception($0.item, $0.reason) }, of: erasure)
  }
}

extension ErasureEntry {
  fileprivate static func exception(_ item: String, _ reason: String) -> ErasureEntry { ErasureEntry(store: exceptions, item: item, done: reason) }
}
