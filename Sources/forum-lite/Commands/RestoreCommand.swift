import ArgumentParser
import ForumRuntime
import Logging

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make a forum of a back-up, in an empty directory.",
    discussion: """
      Every checksum is compared before anything is written; then the database is opened, checked, counted and brought up to date. What is damaged, cut
      short or of a newer release is refused, and the directory stays as it was. All sessions end: everybody signs in anew. The search index is built at
      the first start. The old settings are put beside the data, as config.yaml, for you to look at.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var phrase: PassphraseOptions
  @Argument(help: "The file that `forum-lite backup` wrote.") var file: String
  @Flag(name: .customLong("dry-run"), help: "Try everything in a temporary folder and leave the directory alone.") var dryRun = false
  @Flag(name: .customLong("without-keys"), help: "Make new keys although there are sealed ones in the file.") var withoutKeys = false
  @Flag(help: "Print what was restored as JSON.") var json = false

  func run() async throws {
    try await ErrorReport.exiting {
      let config = try common.config()
      let output = LogOutput(level: .warning, format: .text)
      defer { output.flush() }
      let restore = Restore(config: config, adapters: try EnabledAdapters.all(), logger: output.logger("restore"))
      let report = try await restore.run(file, passphrase: try phrase.read(), withoutKeys: withoutKeys, isDryRun: dryRun)
      if json { return print(try BackupCommand.text(report)) }
      let manifest = report.manifest
      print("\(manifest.rowCount) rows in \(manifest.rows.count) tables, as of \(manifest.createdAt), written by forum-lite \(manifest.program)")
      if dryRun { return print("The back-up is good. Nothing was changed: this was a dry run.") }
      print(
        "\(report.sessionsEnded) sessions were ended; the keys are " + (report.hasKeys ? "those of the back-up." : "made anew at the first start."))
      print(
        "What waited for webhooks is sent when this is served; with webhooks.enabled: false it is not."
          + (report.hasKeys ? "" : " Their secrets went with the keys: rotate them."))
      print("Serve it: forum-lite serve --data \(config.server.data)")
    }
  }
}
