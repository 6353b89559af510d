import Admin
import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import Logging

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "audit", abstract: "Look after the audit log.", subcommands: [Verify.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Check that nobody has changed the audit log.",
      discussion: """
        Goes over every row of every tenant's chain, and compares them with the signed heads in audit-anchors.jsonl. Works beside a running server and \
        without one; then nothing is changed. Exit code 0 when all is well, 65 when a row was changed, added or taken out: its place is named.

        Rows that were written after the last anchor and taken off together with their head are the one thing it cannot see. Keep copies of \
        audit-anchors.jsonl and of the key's public half elsewhere: who has the whole machine can make new ones.
        """)

    @OptionGroup var common: CommonOptions
    @Option(help: "The public key that the anchors must be signed with, k4.public.…, as noted earlier.") var key: String?
    @Flag(help: "Print the findings as JSON.") var json = false

    func run() async throws {
      try await ErrorReport.exiting {
        let config = try common.config()
        let output = LogOutput(level: .warning, format: .text)
        defer { output.flush() }
        let report = try await AuditInspection.run(config: config, adapters: try EnabledAdapters.all(), logger: output.logger("forum-lite"))
        try json ? showJSON(report) : show(report)
        let isOtherKey = key.map { $0 != report.key } ?? false
        if isOtherKey { print("BAD the anchors are signed with \(report.key)") }
        if isOtherKey || !report.isWhole { throw ExitCode(EX_DATAERR) }
      }
    }

    private func showJSON(_ report: AuditReport) throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    private func show(_ report: AuditReport) {
      for chain in report.chains {
        guard let finding = chain.finding else {
          print("ok  tenant \(chain.tenant): rows \(chain.first) to \(chain.last)")
          continue
        }
        let id = finding.rowID.map { ", id \($0)" } ?? ""
        print("BAD tenant \(chain.tenant), row \(finding.sequence)\(id): \(finding.problem)")
      }
      if let problem = report.anchorProblem { print("BAD anchors: \(problem)") }
      print("\(report.anchors) anchors of the key \(report.key)")
    }
  }
}
