import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import Logging
import SQLite

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look whether a forum is well, and say what to do where it is not.",
    discussion: """
      Checks the settings, the data directory and its file system, the clock, the port, the system's limits, and every back end, of the running server
      where there is one. Reads every page of the database, which takes some seconds for each gigabyte. Exit code 0 when all is well, also with warnings.
      """)

  private struct Difference: Encodable {
    let adapter: String
    let differences: [String]
  }

  @OptionGroup var common: CommonOptions
  @Flag(help: "Print the findings as JSON.") var json = false
  @Flag(help: "Look at nothing, but tell what each back end makes unlike the embedded one, by nature.") var parity = false

  private struct Report: Encodable {
    var findings: [Finding] = []
    var parts: [ForumStatus.Part] = []
    /// Why the forum could not be opened.
    var problem: String?

    var isWell: Bool { problem == nil && !findings.contains { $0.level == .bad } && !parts.contains { $0.problem != nil } }
  }

  func run() async throws {
    try await ErrorReport.exiting {
      guard !parity else { return try showParity() }
      let config = try common.config()
      let doctor = Doctor(config)
      var report = Report()
      var isServed = false
      if doctor.isForumThere {
        do {
          try await common.withForum { forum in
            isServed = forum.isServer
            if case .status(let found) = try await forum.call(.inspection) { report.parts = found.parts }
          }
        } catch {
          report.problem = (error as? AppError)?.explanation ?? "\(error)"
        }
      }
      report.findings = doctor.findings(isServed: isServed)
      if !doctor.isForumThere, let finding = await SecretCheck(config).finding(try EnabledAdapters.all(), Logger(label: "forum-lite")) {
        report.findings.append(finding)
      }
      try json ? print(BackupCommand.text(report)) : show(report, isServed: isServed, isThere: doctor.isForumThere)
      if !report.isWell { throw ExitCode(EX_UNAVAILABLE) }
    }
  }

  private func showParity() throws {
    let all = try EnabledAdapters.all().differences
    if json { return print(try BackupCommand.text(all.map { Difference(adapter: $0.adapter, differences: $0.sentences) })) }
    for (adapter, sentences) in all {
      print(adapter)
      for sentence in sentences { print("  - \(sentence)") }
    }
  }

  private func show(_ report: Report, isServed: Bool, isThere: Bool) {
    print(isServed ? "asked the running server" : isThere ? "no server runs; opened the store itself" : "no forum is there yet")
    print("SQLite \(SQLiteDriver.libraryVersion): safe by rule (one writer, which alone copies the log into the database)")
    for finding in report.findings {
      let words: [Finding.Level: String] = [.ok: "ok  ", .warning: "warn", .bad: "BAD "]
      print("\(words[finding.level] ?? "") \(finding.check): \(finding.text)")
      if !finding.advice.isEmpty { print("     → \(finding.advice)") }
    }
    for part in report.parts {
      let facts = part.facts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      print("\(part.problem == nil ? "ok  " : "BAD ") \(part.name) (\(part.adapter)): \(part.problem ?? facts)")
      if let advice = part.advice { print("warn \(part.name) (\(part.adapter)): \(advice)") }
    }
    if let problem = report.problem { print("BAD  forum: \(problem)") }
  }
}
