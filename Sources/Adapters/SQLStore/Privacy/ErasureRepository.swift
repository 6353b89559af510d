public import Auth
import Forum
public import ForumKernel

extension SQLTransaction: PrivacyTransaction {
  public func legalHold(of user: UserID) throws -> LegalHold? {
    try AccountClosureQueries.findLegalHold(connection, userID: user.raw, tenantID: tenant.raw).map {
      LegalHold(reason: $0.reason, since: Timestamp(milliseconds: $0.createdAt))
    }
  }

  public func put(_ hold: LegalHold, on user: UserID) throws {
    try AccountClosureQueries.putLegalHold(
      connection, userID: user.raw, tenantID: tenant.raw, reason: hold.reason, createdBy: actor?.raw, createdAt: hold.since.milliseconds)
  }

  public func removeLegalHold(of user: UserID) throws -> Bool {
    try AccountClosureQueries.deleteLegalHold(connection, userID: user.raw, tenantID: tenant.raw) == 1
  }

  public func insert(_ erasure: Erasure, request digest: String?) throws {
    try ErasureQueries.insertErasure(
      connection, id: erasure.id.raw, tenantID: tenant.raw, userID: erasure.userID.raw, mode: erasure.mode.rawValue,
      requestedBy: erasure.requestedBy?.raw, createdAt: erasure.requestedAt.milliseconds, requestDigest: digest)
  }

  public func erasure(request digest: String) throws -> Erasure? { try Erasure(request: digest, tenant, connection) }

  public func keepErased(authors digests: [String], of erasure: Erasure) throws {
    for digest in digests {
      try ErasureQueries.keepErasedAuthor(
        connection, tenantID: tenant.raw, digest: digest, mode: erasure.mode.rawValue, createdAt: now.milliseconds)
    }
  }

  public func note(_ entry: ErasureEntry, of erasure: Erasure) throws {
    try ErasureQueries.addErasureEntry(
      connection, erasureID: erasure.id.raw, store: entry.store, item: entry.item, tenantID: tenant.raw, done: entry.done, count: entry.count)
  }

  public func entries(of erasure: Erasure) throws -> [ErasureEntry] {
    try ErasureQueries.listErasureEntries(connection, erasureID: erasure.id.raw, tenantID: tenant.raw).map {
      ErasureEntry(store: $0.store, item: $0.item, done: $0.done, count: $0.count)
    }
  }

  public func save(_ receipt: SignedReceipt, of erasure: Erasure) throws -> Bool {
    try ErasedContentQueries.deleteErasurePlaces(connection, erasureID: erasure.id.raw, tenantID: tenant.raw)
    return try ErasureQueries.saveReceipt(
      connection, endedAt: receipt.endedAt.milliseconds, receipt: receipt.text, signature: receipt.signature, signingKey: receipt.key,
      id: erasure.id.raw, tenantID: tenant.raw) == 1
  }

  public func closure(of user: UserID) throws -> AccountClosure? { try AccountClosure(of: user, tenant, connection) }

  public func setClosure(_ closure: AccountClosure?, of user: UserID) throws {
    guard let closure else { return try AccountClosureQueries.deleteClosure(connection, userID: user.raw, tenantID: tenant.raw) }
    try AccountClosureQueries.putClosure(
      connection, userID: user.raw, tenantID: tenant.raw, state: closure.state.rawValue, createdAt: closure.since.milliseconds,
      endsAt: closure.endsAt.milliseconds)
  }

  public func isErased(name digest: String) throws -> Bool {
    try AccountClosureQueries.isErasedHandle(connection, tenantID: tenant.raw, digest: digest) != nil
  }
}

extension SQLStore {
  public func closure(of user: UserID, _ tenant: TenantID) async throws -> AccountClosure? {
    try await read(tenant) { try AccountClosure(of: user, tenant, $0) }
  }

  public func closuresEnded(by moment: Timestamp, limit: Int) async throws -> [(user: UserID, tenant: TenantID)] {
    try await read(.everyTenant) {
      try AccountClosureQueries.listEndedClosures($0, now: moment.milliseconds, pageSize: Int64(limit)).map { (ID($0.userID), ID($0.tenantID)) }
    }
  }

  public func erasure(_ id: ErasureID, _ tenant: TenantID) async throws -> Erasure? {
    try await read(tenant) { try ErasureQueries.findErasure($0, id: id.raw, tenantID: tenant.raw).map { Erasure($0, tenant) } }
  }

  public func erasure(request digest: String, _ tenant: TenantID) async throws -> Erasure? {
    try await read(tenant) { try Erasure(request: digest, tenant, $0) }
  }

  public func importedAs(_ user: UserID, _ tenant: TenantID) async throws -> [String] {
    try await read(tenant) {
      try ErasureQueries.listImportsOf($0, entityID: user.raw, tenantID: tenant.raw).map {
        ErasedAuthor.word(source: $0.source, externalID: $0.externalID)
      }
    }
  }

  public func addresses(of user: UserID, _ tenant: TenantID) async throws -> [String] {
    try await read(tenant) { try ErasureQueries.addressesOfLinks($0, tenantID: tenant.raw, userID: user.raw) }
  }

  public func erasures(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<Erasure> {
    let rows = try await read(tenant) {
      try ErasureQueries.pageErasures(
        $0, tenantID: tenant.raw, beforeCreatedAt: page.after?.key ?? .max, beforeID: page.after?.id ?? .max, pageSize: Int64(page.limit + 1))
    }
    return Page(fetched: rows.map { Erasure($0, tenant) }, limit: page.limit) { PagePosition(key: $0.requestedAt.milliseconds, id: $0.id.raw) }
  }
}

extension AccountClosure {
  /// The column has a CHECK for the states.
  fileprivate init?(of user: UserID, _ tenant: TenantID, _ connection: any SQLConnection) throws {
    guard let row = try AccountClosureQueries.findClosure(connection, userID: user.raw, tenantID: tenant.raw) else { return nil }
    self.init(
      state: State(rawValue: row.state) ?? .erasing, since: Timestamp(milliseconds: row.createdAt), endsAt: Timestamp(milliseconds: row.endsAt))
  }
}

extension Erasure {
  fileprivate init?(request digest: String, _ tenant: TenantID, _ connection: any SQLConnection) throws {
    guard let id = try ErasureQueries.findRequestedErasure(connection, tenantID: tenant.raw, requestDigest: digest),
      let row = try ErasureQueries.findErasure(connection, id: id, tenantID: tenant.raw)
    else { return nil }
    self.init(row, tenant)
  }

  /// The column has a CHECK for the modes.
  fileprivate init(_ row: ErasureQueries.ErasureRow, _ tenant: TenantID) {
    var receipt: SignedReceipt?
    if let endedAt = row.endedAt, let text = row.receipt, let signature = row.signature, let key = row.signingKey {
      receipt = SignedReceipt(endedAt: Timestamp(milliseconds: endedAt), text: text, signature: signature, key: key)
    }
    self.init(
      id: ID(row.id), tenant: tenant, userID: ID(row.userID), mode: ErasureMode(rawValue: row.mode) ?? .anonymise,
      requestedBy: row.requestedBy.map { ID($0) }, requestedAt: Timestamp(milliseconds: row.createdAt), changed: row.changedCount, receipt: receipt)
  }
}
