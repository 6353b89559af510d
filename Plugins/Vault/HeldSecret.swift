import ForumWiring
import Foundation

/// What was read at one path, and how long it is good: a value, driven by the given times.
struct HeldSecret: Sendable {
  typealias Instant = ContinuousClock.Instant

  struct Lease: Sendable {
    let id: String
    var life: LeaseLife
    /// That of the token it was leased with, and with which it ends.
    let tokenEdition: Int
  }

  /// How long what is not leased is given without asking again.
  private static let kept = Duration.seconds(1)

  private var fields: [String: VaultValue]
  private(set) var lease: Lease?
  /// Goes up whenever leased secrets take the place of others.
  private(set) var edition = 0
  private var readAt: Instant
  private var pause = RetryPause()
  private var nextTry: Instant?
  /// How soon a secret that was refused may be replaced: each one makes a user in a database.
  private var refusals = RetryPause()
  private var nextRefusal: Instant?
  private(set) var problem: VaultError?

  init(_ answer: VaultAnswer, tokenEdition: Int, _ now: Instant) {
    fields = answer.fields
    lease = Self.lease(answer, tokenEdition, now)
    readAt = now
  }

  /// The text that a reference means.
  func text(_ field: String?) throws(VaultError) -> String {
    guard let field else {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let bytes = try? encoder.encode(fields) else { throw .noField("its fields are no texts") }
      return String(decoding: bytes, as: UTF8.self)
    }
    switch fields[field] {
    case .text(let text): return text
    case .integer(let number): return "\(number)"
    case nil: throw .noField("there is no field \(field)")
    default: throw .noField("the field \(field) is no text")
    }
  }

  /// Whether it must be read again before it is given.
  func isStale(_ now: Instant) -> Bool { lease == nil && (nextTry ?? readAt + Self.kept) <= now }

  /// When something is to be done without being asked; nil for what is read when it is used.
  func due(tokenEdition: Int) -> Instant? {
    guard let lease else { return problem == nil ? nil : nextTry }
    return lease.tokenEdition == tokenEdition ? lease.life.due : min(lease.life.due, nextTry ?? readAt)
  }

  /// What to do now.
  func step(_ now: Instant, tokenEdition: Int) -> LeaseLife.Step? {
    guard let due = due(tokenEdition: tokenEdition), due <= now else { return nil }
    guard let lease, lease.tokenEdition == tokenEdition else { return .replace }
    return lease.life.step
  }

  mutating func replaced(by answer: VaultAnswer, tokenEdition: Int, _ now: Instant) {
    let isOther = fields != answer.fields
    (fields, lease) = (answer.fields, Self.lease(answer, tokenEdition, now))
    (readAt, nextTry, problem) = (now, nil, nil)
    pause.succeeded()
    if isOther, lease != nil { edition += 1 }
  }

  mutating func renewed(_ answer: VaultAnswer, _ now: Instant) {
    problem = nil
    // It has been good for most of a life.
    refusals.succeeded()
    lease?.life.renewed(seconds: answer.leaseDuration, isRenewable: answer.isRenewable, now)
  }

  mutating func lost(_ now: Instant) { lease?.life.lost(now) }

  mutating func failed(_ error: VaultError, _ now: Instant, chance: Double) {
    problem = error
    nextTry = pause.failed(now, before: lease?.life.end, chance: chance)
    lease?.life.failed(now, chance: chance)
  }

  /// It was not accepted: another one is needed, though not each time that somebody says so.
  mutating func refused(_ now: Instant, chance: Double) {
    if lease == nil {
      readAt = now - Self.kept
    } else if nextRefusal.map({ $0 <= now }) ?? true {
      nextRefusal = refusals.failed(now, chance: chance) + Self.kept
      lease?.life.lost(now)
    }
  }

  private static func lease(_ answer: VaultAnswer, _ tokenEdition: Int, _ now: Instant) -> Lease? {
    guard !answer.leaseID.isEmpty, answer.leaseDuration > 0 else { return nil }
    let life = LeaseLife(seconds: answer.leaseDuration, isRenewable: answer.isRenewable, now)
    return Lease(id: answer.leaseID, life: life, tokenEdition: tokenEdition)
  }
}
