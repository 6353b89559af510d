import ForumKernel
import ForumWiring
import Foundation
import Support
import Testing

@testable import ForumRuntime

@Suite("Secrets that can change") struct SecretTests {
  private static let setting = Setting("mail.password", default: "", secret: true, "A secret of some adapter.")
  private static let name = setting.declaration.environmentName

  private func load(_ environment: [String: String]) throws(ConfigFaults) -> ServerConfig {
    try ConfigLoader(extra: [Self.setting.declaration], environment: environment).load()
  }

  private func fault(_ environment: [String: String]) -> String {
    do { _ = try load(environment) } catch { return error.faults.map(\.message).joined() }
    return ""
  }

  @Test("a file is read anew, and its last line end is no part of the secret") func file() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data("first\n".utf8).write(to: URL(filePath: folder + "/secret"))
      let config = try load([Self.name + "_FILE": folder + "/secret"])
      #expect(config.values[Self.setting] == "first")
      let source = try #require(config.values.source(Self.setting))
      try Data("second\n\n".utf8).write(to: URL(filePath: folder + "/secret"))
      let changed = try await source.secret()
      #expect(changed == "second\n")
      try FileManager.default.removeItem(atPath: folder + "/secret")
      let gone = await #expect(throws: AppError.self) { try await source.secret() }
      #expect(gone?.slug == "secret_file_unreadable")
    }
  }

  @Test("a command is run anew, and what it prints is the secret") func command() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let config = try load([Self.name + "_COMMAND": "echo x >>'\(folder)/runs'; wc -l <'\(folder)/runs'"])
      #expect(config.values[Self.setting] == "1" && config.origins["mail.password"] == .environment(name: Self.name + "_COMMAND"))
      let again = try await config.values.source(Self.setting)?.secret()
      #expect(again == "2")
    }
  }

  @Test(
    "a command that fails, prints nothing or too much is a fault that names the variable, and nothing of what it printed",
    arguments: ["echo hush; exit 3", "true", "yes hush", "no-such-program-here"])
  func failures(line: String) {
    let message = fault([Self.name + "_COMMAND": line])
    #expect(message.contains(Self.name + "_COMMAND") && !message.contains("hush"), "\(message)")
  }

  @Test("a command that does not end is killed at its deadline") func deadline() async {
    let command = SecretCommand("sleep 600", namedBy: "A", deadline: .milliseconds(50))
    let error = await #expect(throws: AppError.self) { try await command.secret() }
    #expect(error?.slug == "secret_command_failed" && error?.code == .unavailable)
  }

  @Test("of a variable, a file and a command one is enough") func several() {
    #expect(fault([Self.name: "x", Self.name + "_COMMAND": "echo x"]).contains("Set one of them"))
    #expect(fault([Self.name + "_FILE": "/x", Self.name + "_COMMAND": "echo x"]).contains("Set one of them"))
  }

  @Test("what stands in a variable can't change, and a flag takes the place of a file") func fixed() throws {
    #expect(try load([Self.name: "x"]).values.source(Self.setting) == nil)
    #expect(try load([:]).values.source(Self.setting) == nil)
    let loader = ConfigLoader(extra: [Self.setting.declaration], environment: [Self.name + "_COMMAND": "echo x"])
    let config = try loader.load(flags: ["mail.password": "y"])
    #expect(config.values[Self.setting] == "y" && config.values.source(Self.setting) == nil)
  }
}
