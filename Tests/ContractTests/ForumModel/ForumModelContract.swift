import Foundation
import Testing

@Suite("The forum against a plain model of it") struct ForumModelContract {
  /// How many commands of one history; longer ones begin a forum of their own, because the model counts everything anew.
  private static let historyMax = 4000

  @Test("any history of commands gives the counters, trees, pages and refusals of the model", arguments: SQLBackend.available)
  func histories(backend: SQLBackend) async throws {
    let settings = ProcessInfo.processInfo.environment
    let total = settings["FORUM_MODEL_COMMANDS"].flatMap { Int($0) } ?? (backend.isPostgres ? 300 : 1500)
    let first = settings["FORUM_MODEL_SEED"].flatMap { UInt64($0) } ?? 1
    var left = total
    for seed in first... where left > 0 {
      try await backend.with { driver in
        var run = try await ModelRun(driver, seed: seed)
        let count = min(left, Self.historyMax)
        do {
          for number in 1...count {
            try await run.step(number)
            if number % 250 == 0 || number == count { try await run.compare() }
          }
        } catch {
          Issue.record("seed \(seed): \(error)")
          throw error
        }
        if settings["FORUM_MODEL_COMMANDS"] != nil { print("seed \(seed): \(run.done.sorted { $0.key < $1.key })") }
      }
      left -= Self.historyMax
      if left <= 0 { break }
    }
  }
}
