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
  private static let lowerAttempts = 10
  private static let lowerPause = Duration.seconds(1)

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
    // By a program that gave transfers no names.
    if survey.isFenced, !survey.isCapturing, survey.transfer == nil { throw TransferFailure.moved }
    let state = try await target.targetState()
    if case .receiving(survey.source, let transfer, let hasRows) = state, survey.transfer == transfer || survey.transfer == nil {
      // Without the notes of what has changed since, its rows are of no use.
      guard survey.transfer == transfer || !hasRows else { throw TransferFailure.takenBack }
      return TransferPlan(transfer: transfer, survey: survey, isFresh: false)
    }
    if survey.transfer != nil { throw survey.isCapturing ? TransferFailure.underWay : TransferFailure.moved }
    switch state {
    case .empty: return TransferPlan(transfer: UUID().uuidString.lowercased(), survey: survey, isFresh: true)
    case .occupied(let table): throw TransferFailure.notEmpty(table)
    case .receiving: throw TransferFailure.ofAnother
    }
  }

  /// Moves everything; `progress` is told after each page how many rows are there. When this returns, the target can be served from and the source
  /// takes no writes. When it throws, the source takes writes as before, but for: `unavailable` (`fence_stays`), and what fails when all is copied and
  /// compared. A repetition goes on where this one was. Throws `conflict` (`checksums_differ`) when the sides are not the same in the end.
  public func run(_ plan: TransferPlan, progress: (_ rows: Int64) -> Void) async throws -> TransferReport {
    let (survey, transfer) = (plan.survey, plan.transfer)
    let marks = try await target.prepareTarget(for: survey.source, transfer: transfer)
    var (copied, replayed): (Int64, Int) = (0, 0)
    // Only the end was cut off: the source is fenced, and everything is there.
    if survey.isFenced && !survey.isCapturing { return try await end(transfer, try await compare(transfer), replayed, since: .now) }
    _ = try await ask(.beginCapture(transfer: transfer))
    for table in survey.tables { copied = try await copy(table, from: marks[table.name], copied, progress) }
    var rounds = 0
    while try await replay(transfer, &replayed) > Self.lastRound, rounds < Self.roundsMax { rounds += 1 }
    try await settle()
    let start = ContinuousClock.now
    let tables: [TableChecksum]
    do {
      // The last events, and what their followers make of them.
      _ = try await ask(.closeStream(transfer: transfer))
      try await settle()
      _ = try await ask(.raiseFence(transfer: transfer))
      while try await drain(transfer, &replayed) {}
      tables = try await compare(transfer)
    } catch {
      try await lowerFence(transfer)
      throw error
    }
    return try await end(transfer, tables, replayed, since: start)
  }

  /// Throws `unavailable` (`fence_stays`) when the source can't be reached for that.
  private func lowerFence(_ transfer: String) async throws {
    for attempt in 1...Self.lowerAttempts {
      do {
        _ = try await ask(.lowerFence(transfer: transfer))
        return
      } catch let error as AppError where error.code == .conflict {
        // Taken back meanwhile, or ended by another attempt.
        return
      } catch {
        guard attempt < Self.lowerAttempts else { throw TransferFailure.fenceStays }
        try? await Task.sleep(for: Self.lowerPause)
      }
    }
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

  /// Takes one round of changes over; how many wait then.
  private func replay(_ transfer: String, _ count: inout Int) async throws -> Int64 {
    guard case .changes(let changes) = try await ask(.changes(transfer: transfer, limit: Self.pageRows)) else { throw Self.odd }
    guard !changes.notes.isEmpty else { return 0 }
    try await target.apply(changes)
    _ = try await ask(.forget(changes.notes, transfer: transfer))
    count += changes.notes.count
    return changes.waiting
  }

  /// Behind the fence: what both sides hold. When that differs the source is as it was before the transfer.
  private func compare(_ transfer: String) async throws -> [TableChecksum] {
    async let there = target.checksums()
    guard case .checksums(let here) = try await ask(.checksums) else { throw Self.odd }
    let differing = zip(here, try await there).filter { $0 != $1 }
    guard differing.isEmpty else {
      _ = try await ask(.rollBack(transfer: transfer))
      let words = differing.map { "\($0.table): \($0.rows) rows here, \($1.rows) there" }.joined(separator: "; ")
      throw AppError(.conflict, "checksums_differ", "The two stores are not the same (\(words)). The source goes on as before; empty the target.")
    }
    return here
  }

  /// In this order: until the target is finished it can't be served from, and when this is cut in between, a repetition ends here again.
  private func end(
    _ transfer: String, _ tables: [TableChecksum], _ replayed: Int, since start: ContinuousClock.Instant
  ) async throws -> TransferReport {
    _ = try await ask(.endCapture(transfer: transfer))
    try await target.finishTarget()
    return TransferReport(tables: tables, replayed: replayed, fence: start.duration(to: .now))
  }

  /// Behind the fence: false when nothing is left.
  private func drain(_ transfer: String, _ count: inout Int) async throws -> Bool {
    let before = count
    _ = try await replay(transfer, &count)
    return count > before
  }

  private static var odd: AppError { AppError(.invalid, "transfer_damaged", "The running server answered something else: is it the same version?") }
}

/// What a transfer has to do.
public struct TransferPlan: Sendable {
  /// The same for all attempts.
  let transfer: String
  public let survey: TransferSurvey
  /// Whether nothing was copied yet.
  public let isFresh: Bool
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
