import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import Logging

struct AdminCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admin", abstract: "Manage a forum from its machine.", subcommands: [Create.self, Claim.self])

  struct Claim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "claim", abstract: "Print a new link by which the first administrator is made.",
      discussion: "Asks the running server, which prints one at its start too. The link is good once, for a day; one that was printed before is void."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
      try await ErrorReport.exiting {
        try await common.withForum { forum in
          guard forum.isServer else {
            throw AppError(.unavailable, "no_server", "No server runs here: start it, and it prints a link; or use `forum-lite admin create`.")
          }
          guard case .done(let message) = try await forum.call(.offerClaim) else { throw AppError.otherVersion }
          print(message)
        }
      }
    }
  }

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Make an administrator.",
      discussion:
        "The password comes from FORUM_ADMIN_PASSWORD or the file that FORUM_ADMIN_PASSWORD_FILE names, or is asked for. Works beside a running server and without one."
    )

    @OptionGroup var common: CommonOptions
    @Option(help: "The name to sign in with.") var handle: String
    @Option(help: "Their mail address.") var email: String

    @Option(help: "The tenant, when it is not the default one.") var tenant: String?

    func run() async throws {
      try await ErrorReport.exiting {
        let request = OperatorRequest.createAdministrator(handle: handle, email: email, password: try readPassword(), tenant: tenant)
        try await common.withForum { forum in
          guard case .done(let message) = try await forum.call(request) else { throw AppError.otherVersion }
          print(message)
        }
      }
    }

    private func readPassword() throws -> String {
      if let (password, _) = try EnvironmentSecret.read("FORUM_ADMIN_PASSWORD", in: ProcessInfo.processInfo.environment) { return password }
      guard isatty(STDIN_FILENO) == 1, let password = getpass("Password for \(handle): ") else {
        throw AppError(.invalid, "password_missing", "Set FORUM_ADMIN_PASSWORD, or run this on a terminal to be asked for the password.")
      }
      return String(cString: password)
    }
  }
}

extension CommonOptions {
  /// Runs `body` with a line to the forum, the running server or the store itself, and closes it.
  func withForum(_ body: (OperatorLine) async throws -> Void) async throws {
    let config = try config()
    let output = LogOutput(level: .warning, format: .text)
    defer { output.flush() }
    let forum = try await OperatorLine(config: config, adapters: try EnabledAdapters.all(), logger: output.logger("forum-lite"))
    do {
      try await body(forum)
    } catch {
      await forum.close()
      throw error
    }
    await forum.close()
  }
}
