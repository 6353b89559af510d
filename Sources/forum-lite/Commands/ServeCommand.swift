import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation
import HTTPAPI
import NIOCore
import ServiceLifecycle

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the forum.",
    discussion: "Makes the data directory when it is not there. Stops on SIGTERM or Ctrl-C after the requests at work; a second one stops at once.")

  @OptionGroup var common: CommonOptions
  @Option(help: "Where to listen: HOST:PORT; port 0 picks a free one.") var listen: String?
  @Flag(help: "Fill an empty forum with a small generated one.") var demo = false

  func run() async throws {
    try await ErrorReport.exiting {
      let config = try common.config(listen.map { ["listen": $0] } ?? [:])
      try await Server(config: config, adapters: try EnabledAdapters.all(), version: ProgramVersion.text, demo: demo).run()
    }
  }
}
