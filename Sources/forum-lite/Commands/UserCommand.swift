import ArgumentParser
import Auth
import ForumKernel
import ForumRuntime
import Foundation

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "What people may ask for about their accounts, done for them.",
    subcommands: [Export.self, Erase.self, Receipt.self])

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write an archive of what the forum knows about somebody.",
      discussion: """
        A tar archive of JSON lines: the account, sessions, posts with their earlier texts, comments, drafts, notices and whatever else is theirs. The
        password, keys and what others wrote are not in it. Works beside a running server and without one.
        """)

    @OptionGroup var common: CommonOptions
    @Option(help: "The tenant, when it is not the default one.") var tenant: String?
    @Argument(help: "Whose account.") var handle: String
    @Argument(help: "The file, which must not be there yet; - for standard output.") var file: String

    func run() async throws {
      try await ErrorReport.exiting {
        let output = try ExportFile(path: file)
        try await common.withForum { forum in
          guard case .accountExport(let export) = try await forum.call(.exportAccount(handle: handle, tenant: tenant)) else {
            throw AppError.otherVersion
          }
          var position: Int64? = 0
          while let after = position {
            guard case .archivePiece(let bytes, let next) = try await forum.call(.exportPiece(export.id, after: after, tenant: tenant)) else {
              throw AppError.otherVersion
            }
            try output.write(bytes)
            position = next
          }
          try output.finish()
          FileHandle.standardError.write(Data("exported \(export.entries) lines about \(handle)\n".utf8))
        }
      }
    }
  }

  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "erase", abstract: "Erase somebody's account; there is no way back.",
      discussion: """
        The modes:

          anonymise  what they wrote stays, and nobody wrote it
          content    what they wrote is emptied too, and its places stay
          all        posts and comments cannot be seen any more either, nor threads in which nobody else wrote

        Look first with --preview. The account is closed at once; the rest is done by the running server, or by the next one that runs, and ends in a signed
        receipt: `forum-lite user receipt ID`. An account under a legal hold, or the last administrator, is refused.
        """)

    @OptionGroup var common: CommonOptions
    @Option(help: "The tenant, when it is not the default one.") var tenant: String?
    @Option(help: "anonymise, content or all.", transform: UserCommand.mode) var mode: ErasureMode
    @Flag(help: "Show what would go, and change nothing.") var preview = false
    @Flag(help: "Print the answer as JSON.") var json = false
    @Argument(help: "Whose account.") var handle: String

    func run() async throws {
      try await ErrorReport.exiting {
        try await common.withForum { forum in
          guard preview else {
            guard case .erasure(let line) = try await forum.call(.eraseAccount(handle: handle, mode: mode, tenant: tenant)) else {
              throw AppError.otherVersion
            }
            return try json
              ? print(BackupCommand.text(line)) : print("The account is closed. Its receipt, when it is done: forum-lite user receipt \(line.id)")
          }
          guard case .erasurePreview(let entries) = try await forum.call(.previewErasure(handle: handle, mode: mode, tenant: tenant)) else {
            throw AppError.otherVersion
          }
          if json { return print(try BackupCommand.text(entries)) }
          for entry in entries where entry.count > 0 { print("\(entry.store) \(entry.item): \(entry.count), \(entry.done)") }
        }
      }
    }
  }

  private static func mode(_ text: String) throws -> ErasureMode {
    guard let mode = ErasureMode(rawValue: text) else {
      throw ValidationError("The mode is one of: \(ErasureMode.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return mode
  }

  struct Receipt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "receipt", abstract: "Print the receipt of an erasure.",
      discussion: "JSON with the receipt as it was signed, the signature (Ed25519) and the public key. Exit code 75 while the erasure is not done.")

    @OptionGroup var common: CommonOptions
    @Option(help: "The tenant, when it is not the default one.") var tenant: String?
    @Argument(help: "What `user erase` printed.") var id: String

    func run() async throws {
      try await ErrorReport.exiting {
        guard let id = ErasureID(id) else { throw AppError(.invalid, "malformed_id", "The id must be a UUID of version 7.") }
        var isDone = false
        try await common.withForum { forum in
          guard case .erasure(let line) = try await forum.call(.findErasure(id, tenant: tenant)) else { throw AppError.otherVersion }
          isDone = line.receipt != nil
          print(try BackupCommand.text(line))
        }
        if !isDone { throw ExitCode(EX_TEMPFAIL) }
      }
    }
  }
}
