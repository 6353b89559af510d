import Admin
import Auth
import Forum
import ForumKernel
import Foundation
import HTTPAPI
import Logging
import Workers

extension Application {
  /// Does what an operator asks; what goes wrong becomes part of the reply.
  public func handle(_ request: OperatorRequest) async -> OperatorReply {
    do {
      return try await perform(request)
    } catch {
      return .failed(OperatorFailure(error))
    }
  }

  /// The default one without a slug. Throws `notFound`.
  private func tenant(_ slug: String?) throws(AppError) -> TenantProfile {
    guard let tenant = admin.tenants.tenant(slug: slug, host: nil) else { throw AppError.notFound("tenant") }
    try admin.residency.requireHere(tenant.region)
    return tenant
  }

  private func perform(_ request: OperatorRequest) async throws -> OperatorReply {
    switch request {
    case .createAdministrator(let handle, let email, let password, let slug):
      let tenant = try tenant(slug)
      let registration = Registration(handle: handle, email: email, password: password, displayName: nil)
      let user = try await auth.registerUser.administrator(registration, tenant: tenant.id)
      return .done("\(user.handle.text) is an administrator of \(tenant.slug) now.")
    case .importItems(let items, let source):
      return .imported(ImportReport(try await forum.importItems(items, source: source, by: operatorPrincipal)))
    case .importAccounts(let accounts, let slug):
      let operatorThere = Principal(tenant: try tenant(slug).id, permissions: operatorPrincipal.permissions)
      return .imported(ImportReport(try await auth.importAccounts(accounts, by: operatorThere)))
    case .export(let position, let slug):
      let operatorThere = Principal(tenant: try tenant(slug).id, permissions: operatorPrincipal.permissions)
      let part = try await forum.exportMessages(after: position, by: operatorThere)
      return .exported(part.items, next: part.next)
    case .search(let text, let filter, let limit):
      var query = SearchQuery(tenant: defaultTenant.id, text: text)
      query.filter = try filter.map { text throws(AppError) in try FilterExpression.parse(text) } ?? .all
      query.limit = limit
      let results = try await index.search(query)
      let lines = results.hits.map {
        FoundLine(
          id: $0.id.description, kind: $0.kind.rawValue, threadID: $0.threadID.description, title: $0.titleHighlighted, excerpt: $0.bodyHighlighted,
          score: $0.score)
      }
      return .found(lines, total: results.estimatedTotal)
    case .status: return .status(await status(inspects: false))
    case .inspection: return .status(await status(inspects: true))
    case .settle:
      try await settle()
      return .done("All events are handled.")
    case .listKeys: return .keys(keys.rotation.keys(now: clock.now).map(KeyLine.init))
    case .rotateKeys(let leadSeconds, let isRevoking):
      let states = try await keys.rotation.rotate(leadSeconds: leadSeconds, isRevoking: isRevoking, now: clock.now)
      if isRevoking { auth.authenticator.forgetAll() }
      logger.notice("signing keys rotated", metadata: ["new": "\(states.last?.id ?? "")", "revoked_old": "\(isRevoking)"])
      return .keys(states.map(KeyLine.init))
    case .jobs: return .jobs(try await jobs.list())
    case .runJob(let name): return .jobs([try await jobs.run(name)])
    case .offerClaim:
      let link = try await claimLink(at: "http://\(config.server.listen)")
      return .done(link.map(Application.claimText) ?? "This forum has an administrator already.")
    case .snapshot: return .snapshot(try await snapshot())
    case .exportAccount(let handle, let slug): return .accountExport(try await exportAccount(handle, try tenant(slug).id))
    case .exportPiece(let id, let after, let slug):
      guard let export = try await auth.exportAccount.find(id, tenant: try tenant(slug).id) else { throw AppError.notFound("export") }
      let part = try await auth.exportAccount.part(of: export, after: after)
      return .archivePiece(Data(ExportArchive.piece(part, at: export.createdAt)), next: part?.number)
    case .previewErasure(let handle, let mode, let slug):
      let principal = Principal(tenant: try tenant(slug).id, permissions: operatorPrincipal.permissions)
      return .erasurePreview(try await auth.eraseAccount.preview(mode, handle: handle, by: principal))
    case .eraseAccount(let handle, let mode, let slug):
      return .erasure(ErasureLine(try await auth.eraseAccount.request(mode, handle: handle, tenant: try tenant(slug).id)))
    case .findErasure(let id, let slug):
      guard let erasure = try await storage.privacy.erasure(id, try tenant(slug).id) else { throw AppError.notFound("erasure") }
      return .erasure(ErasureLine(erasure))
    case .verifyAudit: return .audit(try await admin.verifyAudit())
    case .transfer(let request): return .transfer(try await request.perform(on: storage.transfer))
    case .stream(let request): return .stream(try await perform(request))
    }
  }

  /// Does the steps itself where no server runs that would.
  private func exportAccount(_ handle: String, _ tenant: TenantID) async throws -> ExportLine {
    let begun = try await auth.exportAccount.request(handle: handle, tenant: tenant)
    while true {
      _ = try await sagaRunner.advanceOne()
      guard let export = try await auth.exportAccount.find(begun.id, tenant: tenant), export.state != .failed else {
        throw AppError(.unavailable, "export_failed", "The export could not be made: see admin/sagas.")
      }
      if export.state == .done { return ExportLine(id: export.id, entries: export.entries) }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private func snapshot() async throws -> StoreSnapshot {
    guard let snapshots = storage.snapshots else { throw BackupFailure.elsewhere(config.adapters.store) }
    let folder = Backup.folder(config.server.data)
    try WorkFolder.make(folder)
    // What is deleted meanwhile was there before, and what comes meanwhile is there afterwards.
    let files = try BlobArchiveWriter(in: folder, at: clock.now)
    try await files.add(storage, blobs)
    try await snapshots.copy(into: folder)
    try await files.add(storage, blobs)
    try files.finish()
    if !files.missing.isEmpty {
      logger.warning("the bytes of attachments are missing, also in the back-up", metadata: ["files": "\(files.missing.count)"])
    }
    return StoreSnapshot(
      store: config.adapters.store, database: snapshots.fileName, configuration: ConfigListing(config).yaml(showsOrigins: true) + "\n")
  }

  private func status(inspects: Bool) async -> ForumStatus {
    let replicas = await storage.replicas().map { replica in
      ForumStatus.Part(
        name: "store.replica", adapter: config.adapters.store, endpoint: replica.endpoint, problem: replica.problem.map { "left out: \($0)" },
        facts: ["lag_seconds": replica.lagSeconds.map { "\($0)" } ?? "unknown", "reads": "\(replica.reads)"])
    }
    var parts = await parts(inspects: inspects)
    parts[0].advice = await storage.advice()
    parts[1].advice = await deadLetterAdvice
    return ForumStatus(parts: parts + replicas + [await keysPart, await flagsPart, vaultPart, await webhooksPart].compactMap(\.self))
  }

  /// nil where the keys open what the store holds. When that can't be read, the store's own part says why.
  private var keysPart: ForumStatus.Part? {
    get async {
      guard let problem = try? await LostKeys.problem(storage.keys, keys.secrets) else { return nil }
      return ForumStatus.Part(name: "keys", adapter: "sealing.key", endpoint: "\(config.server.data)/keys", problem: problem, facts: [:])
    }
  }

  /// nil where the forum has its flags itself.
  private var flagsPart: ForumStatus.Part? {
    get async {
      guard admin.features.state.location != nil else { return nil }
      return await part("flags", config.adapters.flags) {
        let context = FeatureContext([FeatureContext.targetingKeyName: .text(defaultTenant.slug)])
        let answer = try await admin.features.evaluateAll(FeatureQuestion(tenant: defaultTenant.id, slug: defaultTenant.slug, context: context))
        if let problem = admin.features.state.problem {
          throw AppError(.unavailable, "flag_service_unavailable", "The flag service gives no answer that counts: \(problem).")
        }
        return ["flags": "\(try answer.get().count)"]
      }
    }
  }

  private var vaultPart: ForumStatus.Part? {
    vault.map { vault in
      let state = vault.state()
      var facts = ["leases": "\(state.leases)", "renewals": "\(state.renewals)", "replacements": "\(state.replacements)"]
      facts["seconds_left"] = state.secondsLeft.map { "\(Int($0))" }
      return ForumStatus.Part(name: "secrets", adapter: "secrets.vault", endpoint: state.endpoint, problem: state.problem, facts: facts)
    }
  }

  private func parts(inspects: Bool) async -> [ForumStatus.Part] {
    [
      await part("store", config.adapters.store) {
        try await storage.checkWritable()
        guard try await !storage.transfer.refusesWrites() else { throw TransferFailure.fenced }
        var facts = ["waiting_writes": "\(storage.queueDepth())"]
        if inspects, let inspection = try await storage.snapshots?.inspect() {
          try Backup.require(inspection.problems, "The database is damaged, so restore the last back-up into a new directory")
          facts["rows"] = "\(inspection.rows.values.reduce(0, +))"
        }
        return facts
      },
      await part("stream", config.adapters.stream) {
        let info = try await stream.info()
        var facts = ["epoch": info.epoch, "first": "\(info.first)", "last": "\(info.last)"]
        // When the store can't tell, its own part says why.
        if let backlog = try? await storage.outbox?.backlog() { facts["waiting_events"] = "\(backlog.count)" }
        return facts
      },
      await part("search", config.adapters.search) {
        let statistics = try await index.statistics()
        guard !statistics.isRefilling else {
          throw AppError(.unavailable, "index_rebuilding", "damaged or not complete: `forum-lite serve` fills it again, and searches wait for that")
        }
        let checkpoint = try await index.checkpoint()
        return [
          "documents": "\(statistics.documents)", "segments": "\(statistics.segments)", "disk_bytes": "\(statistics.diskBytes)",
          "checkpoint": checkpoint?.description ?? "none",
        ]
      },
      await part("cache", config.adapters.cache) {
        let key = CacheKey("doctor", defaultTenant.id, "probe")
        try await cache.set(key, [1], ttl: .seconds(1))
        // Limits need more rights than values.
        _ = try await cache.take(1, from: CacheKey("doctor", defaultTenant.id, "bucket"), BucketPolicy(capacity: 1, windowSeconds: 1), now: clock.now)
        return ["readable": "\(try await cache.get(key) == [1])"]
      },
      await part("blobs", config.adapters.blobs) {
        try await BlobProbe(tenant: defaultTenant.id, folder: config.server.data).run(blobs)
        return (inspects ? try await inspectBlobs() : [:]).merging(["writable": "true"]) { $1 }
      },
    ]
  }

  private func part(_ name: String, _ adapter: String, _ probe: () async throws -> [String: String]) async -> ForumStatus.Part {
    let endpoint = Endpoint.of(name, adapter, config)
    do {
      return ForumStatus.Part(name: name, adapter: adapter, endpoint: endpoint, problem: nil, facts: try await probe())
    } catch {
      let problem = (error as? AppError)?.explanation ?? "\(error)"
      return ForumStatus.Part(name: name, adapter: adapter, endpoint: endpoint, problem: problem, facts: [:])
    }
  }
}

extension KeyLine {
  fileprivate init(_ state: SigningKeyState) {
    self.init(id: state.id, publicKey: state.publicKey, signsFrom: state.signsFrom, use: state.use.rawValue)
  }
}
