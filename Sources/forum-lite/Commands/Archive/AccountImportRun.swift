import ArgumentParser
import Auth
import ForumKernel
import ForumRuntime
import Foundation
import Importers

/// Sends accounts to the forum, chunk by chunk.
struct AccountImportRun {
  /// Accounts in one transaction: enough to share a commit, few enough that nobody waits long for the writer.
  private static let chunkMax = 200

  let tenant: String?
  let options: ImportCommand.Options

  /// In constant memory. What stands before a place that can't be read any further is taken first.
  func take(_ accounts: AccountsReader, _ common: CommonOptions) async throws {
    var (findings, accounts) = (try ImportFindings(report: options.report), accounts)
    try await common.withForum { forum in
      var progress = ProgressLine(total: accounts.progress.total, unit: "accounts")
      var (sum, failure, isAtEnd) = (ImportReport(), Optional<any Error>.none, false)
      while !isAtEnd {
        var chunk: [(place: ArchivePlace, account: ImportedAccount)] = []
        while chunk.count < Self.chunkMax, !isAtEnd {
          do {
            guard let (place, account) = try accounts.next() else {
              isAtEnd = true
              break
            }
            switch account {
            case .success(let account): chunk.append((place, account))
            case .failure(let skip): try findings.add(.skipped, skip.reason, at: place)
            }
          } catch {
            (failure, isAtEnd) = (error, true)
          }
        }
        try await send(chunk, to: forum, &sum, &findings)
        progress.advance(to: accounts.progress.done, items: sum.created + sum.known + findings.skipped)
      }
      progress.finish()
      try findings.finish()
      try ImportRun.show(sum, findings, asJSON: options.json)
      if let failure { throw failure }
      try ImportRun.requireSome(sum, findings)
    }
  }

  private func send(
    _ chunk: [(place: ArchivePlace, account: ImportedAccount)], to forum: OperatorLine, _ sum: inout ImportReport, _ findings: inout ImportFindings
  ) async throws {
    guard !chunk.isEmpty else { return }
    guard case .imported(let part) = try await forum.call(.importAccounts(chunk.map(\.account), tenant: tenant)) else { throw AppError.otherVersion }
    sum.created += part.created
    sum.known += part.known
    for skip in part.skipped where chunk.indices.contains(skip.index) { try findings.add(.skipped, skip.reason, at: chunk[skip.index].place) }
  }
}
