import ArgumentParser
import ForumKernel
import ForumRuntime
import Foundation

struct DevCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev", abstract: "Serve on real back ends that are started for it.",
    discussion: """
      Starts the servers of this machine on free loopback ports with their data in a temporary folder, serves a forum on them, and stops and removes all of
      it in the end. What is not named with --with stays embedded.

        forum-lite dev --with postgres,redis
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Which ones, between commas: \(DevServer.allCases.map(\.rawValue).joined(separator: ", ")).") var with: String
  @Option(help: "Where to listen: HOST:PORT; port 0 picks a free one.") var listen: String?
  @Flag(help: "Fill the forum with a small generated one.") var demo = false

  func run() async throws {
    try await ErrorReport.exiting {
      let servers = try with.split(separator: ",").map { name in
        guard let server = DevServer(rawValue: String(name)) else {
          throw AppError(.invalid, "unknown_server", "--with knows \(DevServer.allCases.map(\.rawValue).joined(separator: ", ")), and not “\(name)”.")
        }
        return server
      }
      let folder = FileManager.default.temporaryDirectory.path + "/forum-dev-\(ProcessInfo.processInfo.processIdentifier)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
      defer { try? FileManager.default.removeItem(atPath: folder) }
      var running: [RunningProcess] = []
      defer { for process in running.reversed() { process.stop() } }
      var settings: [String: String] = [:]
      for server in servers {
        let (home, port) = ("\(folder)/\(server.rawValue)", try LoopbackPort.free())
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        running.append(try await server.start(in: home, port: port))
        settings["\(server.role).adapter"] = server.rawValue
        settings["\(server.role).url"] = server.url(port)
        FileHandle.standardOutput.write(Data("\(server.rawValue) on \(server.url(port))\n".utf8))
      }
      settings["listen"] = listen
      if common.data == nil { settings["data"] = folder + "/forum" }
      let config = try common.config(settings)
      try await Server(config: config, adapters: try EnabledAdapters.all(), version: ProgramVersion.text, demo: demo).run()
    }
  }
}
