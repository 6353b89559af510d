import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show and check the configuration.",
    discussion: "Defaults < the file < FORUM_… variables < flags. Secrets are never shown.", subcommands: [Print.self, Check.self, Schema.self])

  struct Print: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "print", abstract: "Print every setting with the value that holds.")

    @OptionGroup var common: CommonOptions
    @Flag(help: "Also print where each value came from.") var origin = false
    @Flag(help: "Print JSON instead of YAML.") var json = false

    func run() async throws {
      try await ErrorReport.exiting {
        let listing = ConfigListing(try common.config())
        print(json ? try listing.json() : listing.yaml(showsOrigins: origin))
      }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check", abstract: "Say what is wrong with the configuration, all at once.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
      try await ErrorReport.exiting {
        let config = try common.config()
        try EnabledAdapters.all().check(config)
        let certificates = CertificateCheck.findings(config)
        if let problem = certificates.first(where: { $0.level == .bad }) {
          throw AppError(.invalid, "unusable_tls", "\(problem.text). \(problem.advice)")
        }
        for warning in config.warnings + certificates.filter({ $0.level != .ok }).map(\.text) { print("warning: \(warning)") }
        for (key, reference) in config.references.sorted(by: { $0.key < $1.key }) {
          print("\(key) is in the vault at \(reference), and was not read")
        }
        print("the configuration is valid")
      }
    }
  }

  struct Schema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "schema", abstract: "Print the JSON Schema of the configuration file.")

    func run() async throws { try await ErrorReport.exiting { print(try ConfigSchema.json(adapters: try EnabledAdapters.all().settings)) } }
  }
}
