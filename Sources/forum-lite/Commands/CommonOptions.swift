import ArgumentParser
import ForumRuntime
import Foundation

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(help: "A YAML file with settings; FORUM_CONFIG names one too.") var config: String?
  @Option(help: "The data directory (default ./forum-data).") var data: String?
  @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.") var logLevel: String?
  @Option(name: .customLong("log-format"), help: "json or text.") var logFormat: String?

  /// The settings of the file, the environment and the flags, the last ones with the highest rank. Throws everything that is wrong at once.
  func config(_ more: [String: String] = [:]) throws -> ServerConfig {
    var flags = more
    if let data { flags["data"] = data }
    if let logLevel { flags["log.level"] = logLevel }
    if let logFormat { flags["log.format"] = logFormat }
    return try ConfigLoader(
      extra: try EnabledAdapters.all().settings, environment: ProcessInfo.processInfo.environment
    ).load(file: config, flags: flags)
  }
}
