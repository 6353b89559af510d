public import ForumKernel
import Foundation

/// Moves a forum from the store that it runs on into another one. See `StoreTransfer` for how nothing is lost while the source goes on serving.
public struct Transfer: Sendable {
  /// Rows in a page, and notes in a round of changes.
  private static let pageRows = 500
  /// So few changes that the fence may go up: the last round takes a moment.
  private static let lastRound: Int64 = 50
  /// Rounds before the fence goes up in any case: a source that is written to faster than it can be copied would never end.
  private static let roundsMax = 1000

  /// Asks the process that has the source open.
  public typealias Source = @Sendable (TransferRequest) async throws -> TransferReply

  private let ask: Source
  private let settle: @Sendable () async throws -> Void
  private let target: any StoreTransfer

  /// `settle`: waits until what follows the source's events has handled all of them; the streams of the two sides need not have the same positions.
  public init(source: @escaping Source, settle: @escaping @Sendable () async throws -> Void, target: any StoreTransfer) {
    ask = source
    self.settle = settle
    self.target = target
  }

  /// What there is to do, after a look at both sides. Throws `conflict` when one of them is in no state for it: `orphans`, `forum_moved`,
  /// `transfer_under_way`, `transfer_taken_back`, `target_not_empty`, `target_of_another`.
  public func preflight() async throws -> TransferPlan {
    guard case .survey(let survey) = try await ask(.survey) else { throw Self.odd }
    if !survey.orphans.isEmpty {
      let words = survey.orphans.map { "\($0.rows) in \($0.name)" }.joined(separator: ", ")
      throw AppError(.conflict, "orphans", "Rows of the source refer to others that are not there (\(words)): the target would refuse them.")
    }
    let state = try await target.targetState()
    if case .receiving(survey.source, let transfer, let hasRows) = state, survey.transfer == transfer || survey.transfer == nil {
      // Without the notes of what has changed since, its rows are of no use.
      guard survey.transfer == transfer || !hasRows else { throw TransferFailure.takenBack }
      return TransferPlan(transfer: transfer, survey: survey)
    }
    if survey.transfer != nil { throw survey.isCapturing ? TransferFailure.underWay : TransferFailure.moved }
    switch state {
    case .empty: return TransferPlan(transfer: UUID().uuidString.lowercased(), survey: survey)
    case .occupied(let table): throw TransferFailure.notEmpty(table)
    case .receiving: throw TransferFailure.ofAnother
    }
  }

  /// Moves everything; `progress` is told after each page how many rows are there. When this returns, the target can be served from and the source
  /// takes no writes. When it throws, the source takes writes as before, unless it could not be told; a repetition goes on where this one was. Throws
  /// `conflict` (`checksums_differ`) when the sides are not the same in the end.
  public func run(_ plan: TransferPlan, progress: (_ rows: Int64) -> Void) async throws -> TransferReport {
    let survey = plan.survey
    let marks = try await target.prepareTarget(for: survey.source, transfer: plan.transfer)
    var (copied, replayed): (Int64, Int) = (0, 0)
    // Only the end was cut off: the source is fenced, and everything is there.
    if survey.isFenced && !survey.isCapturing { return try await end(try await compare(), replayed, since: .now) }
    _ = try await ask(.beginCapture(transfer: plan.transfer))
    for table in survey.tables { copied = try await copy(table, from: marks[table.name], copied, progress) }
    var rounds = 0
    while try await replay(&replayed) > Self.lastRound, rounds < Self.roundsMax { rounds += 1 }
    try await settle()
    let start = ContinuousClock.now
    try await closeStream()
    let tables: [TableChecksum]
    do {
      _ = try await ask(.raiseFence)
      while try await drain(&replayed) {}
      tables = try await compare()
    } catch {
      _ = try? await ask(.lowerFence)
      throw error
    }
    return try await end(tables, replayed, since: start)
  }

  /// An empty mark is that of a table that is complete.
  private func copy(_ table: TableSize, from mark: Data?, _ done: Int64, _ progress: (Int64) -> Void) async throws -> Int64 {
    var copied = done
    var key = mark
    if let mark, mark.isEmpty { return copied + table.rows }
    repeat {
      guard case .page(let page) = try await ask(.page(table: table.name, after: key, limit: Self.pageRows)) else { throw Self.odd }
      try await target.insert(page)
      copied += Int64(page.count)
      progress(copied)
      key = page.next
    } while key != nil
    return copied
  }

  /// The last events, and what their followers make of them; when these can't come to an end the source goes on as before.
  private func closeStream() async throws {
    _ = try await ask(.closeStream)
    do {
      try await settle()
    } catch {
      _ = try await ask(.openStream)
      throw error
    }
  }

  /// Takes one round of changes over; how many wait then.
  private func replay(_ count: inout Int) async throws -> Int64 {
    guard case .changes(let changes) = try await ask(.changes(limit: Self.pageRows)) else { throw Self.odd }
    guard !changes.notes.isEmpty else { return 0 }
    try await target.apply(changes)
    _ = try await ask(.forget(changes.notes))
    count += changes.notes.count
    return changes.waiting
  }

  /// Behind the fence: what both sides hold. When that differs the source is as it was before the transfer.
  private func compare() async throws -> [TableChecksum] {
    async let there = target.checksums()
    guard case .checksums(let here) = try await ask(.checksums) else { throw Self.odd }
    let differing = zip(here, try await there).filter { $0 != $1 }
    guard differing.isEmpty else {
      _ = try await ask(.rollBack)
      let words = differing.map { "\($0.table): \($0.rows) rows here, \($1.rows) there" }.joined(separator: "; ")
      throw AppError(.conflict, "checksums_differ", "The two stores are not the same (\(words)). The source goes on as before; empty the target.")
    }
    return here
  }

  /// In this order: until the target is finished it can't be served from, and when this is cut in between, a repetition ends here again.
  private func end(_ tables: [TableChecksum], _ replayed: Int, since start: ContinuousClock.Instant) async throws -> TransferReport {
    _ = try await ask(.endCapture)
    try await target.finishTarget()
    return TransferReport(tables: tables, replayed: replayed, fence: start.duration(to: .now))
  }

  /// Behind the fence: false when nothing is left.
  private func drain(_ count: inout Int) async throws -> Bool {
    let before = count
    _ = try await replay(&count)
    return count > before
  }

  private static var odd: AppError { AppError(.invalid, "transfer_damaged", "The running server answered something else: is it the same version?") }
}

/// What a transfer has to do.
public struct TransferPlan: Sendable {
  /// The same for all attempts.
  let transfer: String
  public let survey: TransferSurvey
}

/// What a transfer did.
public struct TransferReport: Sendable {
  /// The same on both sides.
  public let tables: [TableChecksum]
  /// Notes of changes that came while copying.
  public let replayed: Int
  /// How long nothing could be written.
  public let fence: Duration
}
