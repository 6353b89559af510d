import Foundation

/// Looks at what a forum stands on: its settings, directory, file system, clock, port and limits. The back ends are asked by `OperatorRequest.status`.
public struct Doctor: Sendable {
  let config: ServerConfig

  public init(_ config: ServerConfig) { self.config = config }

  /// Whether a forum has been served from the directory.
  public var isForumThere: Bool { FileManager.default.fileExists(atPath: config.server.data + "/format") }

  /// `isServed`: a server has the directory, and with it the port.
  public func findings(isServed: Bool) -> [Finding] {
    let directory = config.server.data
    var findings = config.warnings.map { Finding.warning("config", $0, do: "Correct the setting, or take the variable away.") }
    if findings.isEmpty { findings.append(.ok("config", "every setting is valid")) }
    findings += DirectoryCheck(directory).findings
    findings += FileSystemCheck(directory).findings
    findings += DirectoryCheck.folders(in: directory).map { FileSystemCheck($0) }.filter { !$0.isSameDisk(as: directory) }.flatMap(\.findings)
    findings += ClockCheck(directory: directory).findings
    findings += CertificateCheck.findings(config)
    findings += isServed ? [] : PortCheck(config.server.listen, isSecure: config.isSecure).findings
    findings.append(OpenFilesCheck(connectionsMax: config.http.connectionsMax).finding)
    return findings
  }
}
