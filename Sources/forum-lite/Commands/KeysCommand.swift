import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "The keys that sign access tokens.", subcommands: [List.self, Rotate.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show the keys in use, without their secrets.",
      discussion: "Ids and public keys are PASERK (k4.pid, k4.public); the same keys are at /.well-known/jwks.json.")

    @OptionGroup var common: CommonOptions
    @Flag(help: "Print the keys as JSON.") var json = false

    func run() async throws {
      try await ErrorReport.exiting {
        try await common.withForum { forum in
          guard case .keys(let keys) = try await forum.call(.listKeys) else { throw AppError.otherVersion }
          try KeysCommand.show(keys, asJSON: json)
        }
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate", abstract: "Make the next key.",
      discussion: """
        The new key is shown in the key set at once and begins to sign after the lead; the old one stays good until its last token has expired.
        With --revoke, for a key that somebody else may have: the new key signs at once, and every access token of the old ones is void. Sessions
        live on: clients refresh. Works beside a running server and without one.
        """)

    @OptionGroup var common: CommonOptions
    @Option(help: "Seconds between showing the key and signing with it.") var lead: Int64 = 600
    @Flag(help: "Make all tokens of the old keys void.") var revoke = false
    @Flag(help: "Print the keys as JSON.") var json = false

    func validate() throws {
      guard (0...604_800).contains(lead) else { throw ValidationError("--lead has 0 to 604800 seconds.") }
    }

    func run() async throws {
      try await ErrorReport.exiting {
        try await common.withForum { forum in
          guard case .keys(let keys) = try await forum.call(.rotateKeys(leadSeconds: lead, isRevoking: revoke)) else { throw AppError.otherVersion }
          try KeysCommand.show(keys, asJSON: json)
        }
      }
    }
  }

  private static func show(_ keys: [KeyLine], asJSON: Bool) throws {
    guard asJSON else {
      for key in keys {
        print(
          "\(key.use.padding(toLength: 9, withPad: " ", startingAt: 0)) from \(key.signsFrom.milliseconds == 0 ? "the beginning           " : key.signsFrom.description)  \(key.id)"
        )
      }
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(keys), as: UTF8.self))
  }
}
