public import ForumKernel

extension SQLTransaction {
  @discardableResult public func begin(_ kind: String, subject: String, data: [String: String]) throws -> SagaID {
    let id: SagaID = newID()
    try SagaQueries.insertSaga(
      connection, id: id.raw, tenantID: tenant.raw, kind: kind, subject: subject, data: try JSONText.text(data), createdAt: now.milliseconds)
    return id
  }
}

extension SQLStore {
  public func claimSaga(for lease: @escaping @Sendable (SagaRecord) -> Duration) async throws -> SagaRecord? {
    let now = clock.now
    let find: @Sendable (any SQLConnection) throws -> SagaRecord? = { connection in
      try SagaQueries.firstSagaDue(connection, now: now.milliseconds).map(SagaRecord.init)
    }
    // Nothing is due nearly always, and then nothing has to be written.
    guard try await read(.everyTenant, find) != nil else { return nil }
    return try await driver.write(.everyTenant) { connection in
      guard var saga = try find(connection) else { return nil }
      saga.nextAt = now.adding(seconds: lease(saga).components.seconds)
      guard try SagaQueries.claimSaga(connection, nextAt: saga.nextAt.milliseconds, id: saga.id.raw, version: saga.version) == 1 else { return nil }
      saga.version += 1
      return saga
    }
  }

  public func save(_ saga: SagaRecord) async throws -> Bool {
    try await transaction(saga.tenant, actor: nil) { tx in
      guard try SagaQueries.save(saga, tx.connection) else { return false }
      if saga.state != .running { try tx.audit(AuditEntry(action: "saga.\(saga.state.rawValue)", target: saga.subject, reason: saga.kind)) }
      return true
    }
  }

  public func releaseSagas() async throws {
    let now = clock.now
    try await driver.write(.everyTenant) { try SagaQueries.releaseSagas($0, now: now.milliseconds) }
  }

  public func sagas(_ page: PageRequest) async throws -> Page<SagaRecord> {
    let rows = try await read(.everyTenant) {
      try SagaQueries.pageSagas(
        $0, beforeCreatedAt: page.after?.key ?? .max, beforeID: page.after?.id ?? .max, pageSize: Int64(page.limit + 1))
    }
    return Page(fetched: try rows.map(SagaRecord.init), limit: page.limit) { PagePosition(key: $0.createdAt.milliseconds, id: $0.id.raw) }
  }

  public func retrySaga(_ id: SagaID, by actor: UserID?) async throws -> Bool {
    guard let known = try await read(.everyTenant, { try SagaQueries.findSaga($0, id: id.raw).map(SagaRecord.init) }) else { return false }
    return try await transaction(known.tenant, actor: actor) { tx in
      guard var saga = try SagaQueries.findSaga(tx.connection, id: id.raw).map(SagaRecord.init), saga.state == .stuck else { return false }
      (saga.state, saga.attempts, saga.nextAt, saga.updatedAt) = (.running, 0, tx.now, tx.now)
      try tx.audit(AuditEntry(action: "saga.retry", target: saga.subject, reason: saga.kind))
      return try SagaQueries.save(saga, tx.connection)
    }
  }
}

extension SagaQueries {
  /// False when somebody else changed it meanwhile.
  fileprivate static func save(_ saga: SagaRecord, _ connection: any SQLConnection) throws -> Bool {
    try saveSaga(
      connection, state: saga.state.rawValue, isUndoing: saga.isUndoing, step: Int64(saga.step), attempts: Int64(saga.attempts),
      problem: saga.problem, data: try JSONText.text(saga.data), nextAt: saga.nextAt.milliseconds, updatedAt: saga.updatedAt.milliseconds,
      id: saga.id.raw, version: saga.version) == 1
  }
}

extension JSONText {
  fileprivate static func text(_ data: [String: String]) throws -> String { String(decoding: try bytes(data), as: UTF8.self) }
}

extension SagaRecord {
  /// The column has a CHECK for the states.
  fileprivate init(_ row: SagaQueries.SagaRow) throws {
    self.init(
      id: ID(row.id), tenant: ID(row.tenantID), kind: row.kind, subject: row.subject, state: State(rawValue: row.state) ?? .stuck,
      isUndoing: row.isUndoing, step: Int(row.step), attempts: Int(row.attempts), problem: row.problem, data: try JSONText.value(row.data),
      nextAt: Timestamp(milliseconds: row.nextAt), createdAt: Timestamp(milliseconds: row.createdAt),
      updatedAt: Timestamp(milliseconds: row.updatedAt), version: row.version)
  }
}
