import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import Logging

struct TransferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer", abstract: "Move the forum into another store, while it goes on serving.",
    discussion: """
      The forum is the one that --data and --config name, beside its running server or without one. Everything is copied; what changes meanwhile is
      copied again; for the last moment writes are answered 503; then both stores are compared, row by row, and the old one stays as it is and takes no
      writes any more. Start the server anew with the target's configuration. A transfer that was cut goes on where it was when it is repeated.
      FORUM_* variables belong to the forum that is moved: the target is what its file says, passwords too (postgres.password_file keeps one elsewhere).

        forum-lite transfer --to cluster.yaml --dry-run
        forum-lite transfer --to cluster.yaml
        forum-lite serve --config cluster.yaml

      --rollback lets the old store be written to again; what was written to the new one since is not in it.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "The YAML file that the forum will be served with; its store must be empty.") var to: String?
  @Flag(name: .customLong("dry-run"), help: "Look at both sides and say what there is to do.") var dryRun = false
  @Flag(help: "Let a store that a forum has moved away from be written to again.") var rollback = false

  func validate() throws {
    if rollback == (to != nil) { throw ValidationError("Give either --to FILE or --rollback.") }
  }

  func run() async throws {
    try await ErrorReport.exiting {
      guard let to else {
        try await common.withForum { _ = try await $0.transfer(.rollBack(transfer: nil)) }
        return print("The store can be written to again.")
      }
      let source = try common.config()
      try OperatorLine.requireForum(in: source.server.data)
      let target = try common.target(to, source)
      let output = LogOutput(level: .warning, format: .text)
      defer { output.flush() }
      try await common.withForum { forum in
        let opened = try await TransferTarget(
          target, source: source, isTrial: dryRun, adapters: try EnabledAdapters.all(), logger: output.logger("transfer"))
        do {
          try await move(forum, source, opened)
        } catch {
          try await opened.close()
          throw error
        }
        try await opened.close()
      }
    }
  }

  private func move(_ forum: OperatorLine, _ source: ServerConfig, _ target: TransferTarget) async throws {
    let transfer = Transfer(
      source: { try await forum.transfer($0) }, settle: { _ = try await forum.call(.settle) }, target: target.store)
    let plan = try await transfer.preflight()
    let survey = plan.survey
    if plan.isFresh { try target.requireSpace(for: survey) }
    let total = survey.tables.reduce(0) { $0 + $1.rows }
    print("\(total) rows in \(survey.tables.count) tables, \(max(1, survey.bytes >> 20)) MiB, from \(source.adapters.store) to \(target.adapter)")
    if dryRun {
      for table in survey.tables where table.rows > 0 { print("  \(table.name): \(table.rows)") }
      return print("Nothing was changed: this was a dry run.")
    }
    try target.takeKeys(from: source.server.data)
    var progress = ProgressLine(total: total, unit: "rows")
    let report = try await transfer.run(plan) { progress.advance(to: $0, items: Int($0)) }
    progress.finish()
    let rows = report.tables.reduce(0) { $0 + $1.rows }
    let fence = Int(report.fence / .milliseconds(1))
    print("moved \(rows) rows, \(report.replayed) changes meanwhile; all checksums equal; nothing could be written for \(fence) ms")
    print("The old store takes no writes any more. Serve from the new one: forum-lite serve --config \(to ?? "")")
  }
}

extension CommonOptions {
  /// The configuration of a transfer's target: its data directory is the source's unless the file names one.
  fileprivate func target(_ file: String, _ source: ServerConfig) throws -> ServerConfig {
    let loader = ConfigLoader(extra: try EnabledAdapters.all().settings, environment: [:])
    let config = try loader.load(file: file)
    return config.origins["data"] == nil ? try loader.load(file: file, flags: ["data": source.server.data]) : config
  }
}
