public import ForumKernel
import Foundation
import Synchronization

/// One run of one write body. The modules' folders add the rows of their ports as extensions over `connection`.
public final class SQLTransaction: TransactionContext {
  public let tenant: TenantID
  public let actor: UserID?
  public let now: Timestamp
  /// Valid as long as the body runs.
  let connection: any SQLConnection
  private let store: SQLStore
  private let correlation: Correlation
  private var messages: [StreamMessage] = []
  private let committed = CommittedMessages()

  init(_ store: SQLStore, _ connection: any SQLConnection, tenant: TenantID, actor: UserID?, now: Timestamp, correlation: Correlation) {
    self.store = store
    self.connection = connection
    self.tenant = tenant
    self.actor = actor
    self.correlation = correlation
    self.now = now
  }

  public func newID<Entity>() -> ID<Entity> { store.ids.next() }

  public func emit<Event: DomainEvent>(_ event: Event) throws {
    let envelope = EventEnvelope(
      id: store.ids.nextRaw(), tenant: tenant, type: Event.type,
      subject: EventEnvelope.subject(type: Event.type, tenant: tenant, aggregate: Event.aggregate, aggregateID: event.aggregateID),
      time: now, actor: actor, traceparent: correlation.traceparent, data: try event.json)
    let payload = envelope.json
    guard let sequence = try append(envelope, String(decoding: payload, as: UTF8.self)) else { return }
    let message = StreamMessage(
      sequence: sequence, subject: envelope.subject, messageID: envelope.id.description, time: now, payload: payload)
    if committed.append(message) == 1 {
      connection.afterCommit { [store, committed] in store.announce(committed.all) }
    }
  }

  private func append(_ envelope: EventEnvelope, _ payload: String) throws -> Int64? {
    let publishedAt = store.publishedAt(now)
    guard connection.engine == .sqlite else {
      return try OutboxQueries.appendOutbox(
        connection, id: envelope.id, tenantID: tenant.raw, subject: envelope.subject, createdAt: now.milliseconds, publishedAt: publishedAt,
        payload: payload)
    }
    try OutboxQueries.addToOutbox(
      connection, id: envelope.id, tenantID: tenant.raw, subject: envelope.subject, createdAt: now.milliseconds, publishedAt: publishedAt,
      payload: payload)
    return try connection.first("SELECT last_insert_rowid()", []) { $0.integer(0) }
  }

  public func audit(_ entry: AuditEntry) throws {
    try AuditChain.append(
      entry, tenant: tenant, id: store.ids.nextRaw(), now: now, actor: actor, request: correlation.requestID, connection)
  }

  public func once<Result: Codable & Sendable>(_ claim: IdempotencyClaim?, _ body: () throws -> Result) throws -> Result {
    guard let claim else { return try body() }
    let stored = try IdempotencyQueries.findIdempotency(
      connection, tenantID: tenant.raw, scope: claim.scope, key: claim.key, now: now.milliseconds)
    if let stored {
      guard stored.fingerprint == claim.fingerprint else {
        throw AppError(.invalid, "idempotency_key_reused", "This Idempotency-Key was used for another request.")
      }
      return try JSONText.value(stored.result)
    }
    let result = try body()
    try IdempotencyQueries.saveIdempotency(
      connection, tenantID: tenant.raw, scope: claim.scope, key: claim.key, fingerprint: claim.fingerprint,
      result: String(decoding: try JSONText.bytes(result), as: UTF8.self),
      expiresAt: now.adding(seconds: RetentionLimits.idempotencySeconds).milliseconds)
    return result
  }
}
