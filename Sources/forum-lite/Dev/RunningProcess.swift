import ForumKernel
import Foundation
import Glibc

/// A program that this one runs, in a process group of its own so that Ctrl-C reaches this one alone; it ends with this one.
final class RunningProcess {
  private static let stopSeconds = 10.0

  private let process = Process()
  private let name: String
  private let logPath: String

  /// `words`: the program and what it is given. Its output goes to a file in the folder. It runs there and sees nothing of this program's environment, and
  /// never as root: then it is `nobody`, who owns the folder. With `variables` it runs as this program does, with its environment and these.
  init(_ words: [String], in folder: String, adding variables: [String: String]? = nil) throws {
    name = (words[0] as NSString).lastPathComponent
    logPath = "\(folder)/\(name).log"
    var user: [String] = []
    if let variables {
      process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    } else {
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8"]
      if geteuid() == 0 {
        if let nobody = getpwnam("nobody")?.pointee { chown(folder, nobody.pw_uid, nobody.pw_gid) }
        user = ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
      }
    }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments = ["--pdeathsig", "TERM"] + user + words
    let log = FileManager.default.createFile(atPath: logPath, contents: nil) ? FileHandle(forWritingAtPath: logPath) : nil
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = log
    process.standardError = log
    // Worker threads block all signals, and a child keeps that.
    var (none, before) = (sigset_t(), sigset_t())
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    do {
      try process.run()
    } catch {
      throw AppError(.unavailable, "server_not_started", "\(name) cannot be started: \(error)")
    }
  }

  var isRunning: Bool { process.isRunning }
  var identifier: Int32 { process.processIdentifier }

  /// The last of what it wrote.
  var output: String { String(decoding: (FileManager.default.contents(atPath: logPath) ?? Data()).suffix(2000), as: UTF8.self) }

  /// Returns when it has ended well.
  func wait() throws {
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw AppError(.unavailable, "server_not_started", "\(name) failed:\n\(output)")
    }
  }

  /// Asks it to end, and after ten seconds ends it.
  func stop() {
    // On SIGTERM PostgreSQL would wait for its clients.
    if process.isRunning { kill(process.processIdentifier, name == "postgres" ? SIGINT : SIGTERM) }
    let end = Date(timeIntervalSinceNow: Self.stopSeconds)
    while process.isRunning && Date() < end { usleep(20_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }
}
