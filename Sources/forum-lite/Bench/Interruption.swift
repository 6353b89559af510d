import ArgumentParser
import Foundation
import UnixSignals

/// Work that SIGINT and SIGTERM end in order.
enum Interruption {
  /// Runs `work`, which a signal cancels. Throws, once it has ended, the exit code that shells give to a program that a signal ended.
  static func cancels<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        for await signal in signals {
          FileHandle.standardError.write(Data("\(signal): ending, and removing what was made\n".utf8))
          throw ExitCode(128 + signal.rawValue)
        }
        return nil
      }
      defer { group.cancelAll() }
      guard let result = try await group.next() ?? nil else { throw CancellationError() }
      return result
    }
  }
}
