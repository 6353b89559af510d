import Foundation
import Support
import Testing

@Suite("Official client", .enabled(if: PythonClient.program != nil, "scripts/setup --tests installs the official client."))
struct OfficialClientTests {
  @Test("the official Python client works against the facade unchanged")
  func works() async throws {
    try await withTemporaryFolder { folder in
      try await RunningFacade.run(in: folder) { facade in
        let (status, output) = try await PythonClient.run("meilisearch_client.py", [facade.url, RunningFacade.masterKey])
        #expect(status == 0, "\(output)")
      }
    }
  }
}

/// Scripts in `Tests/Clients`, run by the Python that has what they import.
enum PythonClient {
  private static let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").replacing("//", with: "/")

  /// `FORUM_TEST_PYTHON`, or that of `.venv`; nil where the client is not installed.
  static let program: String? = {
    let named = ProcessInfo.processInfo.environment["FORUM_TEST_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
    if let named { return named }
    let python = root + "/.venv/bin/python"
    let modules = (try? FileManager.default.subpathsOfDirectory(atPath: root + "/.venv/lib")) ?? []
    return modules.contains { $0.hasSuffix("site-packages/meilisearch/__init__.py") } ? python : nil
  }()

  /// Ends with the script; gives its status and what it said.
  static func run(_ script: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program ?? "/usr/bin/python3")
    process.arguments = [root + "/Tests/Clients/" + script] + arguments
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return (status, String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
  }
}
