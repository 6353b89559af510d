import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the forum.",
    discussion: "Makes the data directory when it is not there. Stops on SIGTERM or Ctrl-C after the requests at work; a second one stops at once.")

  @OptionGroup var common: CommonOptions
  @Option(help: "Where to listen: HOST:PORT; port 0 picks a free one.") var listen: String?
  @Option(help: "Serve HTTPS with this certificate: a PEM file, with those up to its authority.") var tlsCert: String?
  @Option(help: "The PEM file with the certificate's private key.") var tlsKey: String?
  @Flag(help: "Serve HTTPS with a certificate that the forum makes itself, for use on this machine.") var tlsSelfSigned = false
  @Flag(help: "Fill an empty forum with a small generated one.") var demo = false

  func run() async throws {
    try await ErrorReport.exiting {
      let flags = [
        "listen": listen, "tls.certificates": tlsCert, "tls.key": tlsKey, "tls.self_signed": tlsSelfSigned ? "true" : nil,
      ]
      let config = try common.config(flags.compactMapValues(\.self))
      try await Server(config: config, adapters: try EnabledAdapters.all(), version: ProgramVersion.text, demo: demo).run()
    }
  }
}
