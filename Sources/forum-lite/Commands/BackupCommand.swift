import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import Logging

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write a back-up of the forum into one file, and prove it by reading it back.",
    discussion: """
      Works beside a running server, which goes on serving, and without one. In the file, a tar archive that its owner alone may read, are the database
      with everything that was acknowledged before the command began, the settings without secrets, and a manifest with checksums and row counts. The
      cache and the search index are not: they are made anew. Before it says that it is done, the command unpacks the file, opens the database in it,
      checks every page and counts the rows.

      What is protected: the database is not encrypted, and mail addresses and the hashes of passwords are in it, so keep the file as you keep the forum.
      The forum's private keys never go into it as they are. With a pass phrase they go into it sealed (Argon2id, ChaCha20-Poly1305). Without one they
      stay out: a restored forum then makes new ones, which open neither authenticator apps and recovery codes nor the secrets of webhooks.

      The pass phrase comes from --passphrase-file, from FORUM_BACKUP_PASSPHRASE or from the file that FORUM_BACKUP_PASSPHRASE_FILE names.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var phrase: PassphraseOptions
  @Argument(help: "The file to write.") var file: String
  @Flag(help: "Replace the file when it is there already, once the new back-up is good.") var replace = false
  @Flag(help: "Print the manifest as JSON.") var json = false

  func run() async throws {
    try await ErrorReport.exiting {
      let passphrase = try phrase.read()
      let config = try common.config()
      let output = LogOutput(level: .warning, format: .text)
      defer { output.flush() }
      let backup = Backup(config: config, adapters: try EnabledAdapters.all(), version: ProgramVersion.text, logger: output.logger("backup"))
      try await common.withForum { forum in
        let manifest = try await backup.run(forum, to: file, passphrase: passphrase, replaces: replace)
        if let missing = manifest.missingFiles {
          FileHandle.standardError.write(
            Data("warning: the bytes of \(missing) files of attachments are not there, so they are not in the back-up: see doctor\n".utf8))
        }
        if json { return print(try Self.text(manifest)) }
        print("\(file): \(manifest.rowCount) rows in \(manifest.rows.count) tables, read back and found whole")
        print(
          manifest.hasKeys
            ? "The forum's keys are in it, sealed with your pass phrase." : "The forum's keys are not in it (no pass phrase was given).")
      }
    }
  }

  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// Where the pass phrase of a back-up's keys comes from.
struct PassphraseOptions: ParsableArguments {
  /// Whoever has the file can try as many as their machines can: a short one would be no protection.
  private static let lengthMin = 12

  @Option(name: .customLong("passphrase-file"), help: "A file with the pass phrase for the forum's keys.") var passphraseFile: String?

  /// nil when there is none. Throws `invalid` (`passphrase_short`).
  func read() throws -> String? {
    var environment = ProcessInfo.processInfo.environment
    if let passphraseFile {
      environment["FORUM_BACKUP_PASSPHRASE"] = nil
      environment["FORUM_BACKUP_PASSPHRASE_FILE"] = passphraseFile
    }
    guard let (phrase, _) = try EnvironmentSecret.read("FORUM_BACKUP_PASSPHRASE", in: environment) else { return nil }
    guard phrase.count >= Self.lengthMin else {
      throw AppError(.invalid, "passphrase_short", "The pass phrase must have at least \(Self.lengthMin) characters.")
    }
    return phrase
  }
}
