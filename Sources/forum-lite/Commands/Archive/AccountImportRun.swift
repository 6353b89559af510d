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
      var (failure, isAtEnd) = (Optional<any Error>.none, false)
      while !isAtEnd {
        var chunk: [(record: (place: ArchivePlace, changes: [String]), account: ImportedAccount)] = []
        while chunk.count < Self.chunkMax, !isAtEnd {
          do {
            guard let (place, account, changes) = try accounts.next() else {
              isAtEnd = true
              break
            }
            switch account {
            case .success(let account): chunk.append(((place, changes), account))
            case .failure(let skip): try findings.skip(skip.reason, at: place)
            }
          } catch {
            (failure, isAtEnd) = (error, true)
          }
        }
        try await send(chunk, to: forum, &findings)
        progress.advance(to: accounts.progress.done, items: findings.total)
      }
      progress.finish()
      try findings.finish(asJSON: options.json)
      if let failure { throw failure }
      try findings.requireSome()
    }
  }

  private func send(
    _ chunk: [(record: (place: ArchivePlace, changes: [String]), account: ImportedAccount)], to forum: OperatorLine, _ findings: inout ImportFindings
  ) async throws {
    guard !chunk.isEmpty else { return }
    guard case .imported(let report) = try await forum.call(.importAccounts(chunk.map(\.account), tenant: tenant)) else {
      throw AppError.otherVersion
    }
    try findings.add(report, of: chunk.map(\.record))
  }
}
