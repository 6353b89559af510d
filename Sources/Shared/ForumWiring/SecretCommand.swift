public import ForumKernel
import Foundation
import Glibc

/// What a command prints, such as the client of a vault: a line for `/bin/sh`, run anew each time.
public struct SecretCommand: SecretSource {
  /// Of coreutils: ends the command at the deadline, with all that it started.
  private static let timer = "/usr/bin/timeout"

  private let line: String
  private let name: String
  private let deadline: Duration

  /// `name`: what named the command, for messages. After `deadline` it is killed.
  public init(_ line: String, namedBy name: String, deadline: Duration = .seconds(10)) {
    self.line = line
    self.name = name
    self.deadline = deadline
  }

  public func secret() async throws -> String { try await SecretReading.aside { try read() } }

  /// Throws `unavailable` (`secret_command_failed`) with the command's exit code, when it takes too long or prints what is no secret.
  public func read() throws(AppError) -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: Self.timer)
    process.arguments = ["--signal=KILL", "\(Double(deadline.milliseconds) / 1000)", "/bin/sh", "-c", line]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    do { try Signals.unblocked { try process.run() } } catch { throw failure("can't be started: \(error)") }
    let data = (try? output.fileHandleForReading.read(upToCount: SecretFile.bytesMax + 1)) ?? Data()
    // One that prints on without end is not waited for.
    if data.count > SecretFile.bytesMax { process.terminate() }
    process.waitUntilExit()
    guard process.terminationReason == .exit else { throw failure("took longer than \(deadline.milliseconds) ms, printed too much or was killed") }
    guard process.terminationStatus == 0 else { throw failure("ended with \(process.terminationStatus)") }
    guard data.count <= SecretFile.bytesMax, let text = SecretReading.text(data), !text.isEmpty else {
      throw failure("printed nothing, or no text of at most \(SecretFile.bytesMax) bytes")
    }
    return text
  }

  private func failure(_ what: String) -> AppError {
    AppError(.unavailable, "secret_command_failed", "The command that \(name) names \(what).", retryAfterSeconds: 2)
  }
}

/// Worker threads block all signals, and a child would keep that.
private enum Signals {
  static func unblocked(_ body: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}
