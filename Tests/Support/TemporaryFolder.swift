import Foundation

/// Runs `body` with the path of a fresh folder of its own, which is not made yet, and removes it afterwards.
public func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let path = FileManager.default.temporaryDirectory.appending(path: "forum-test-\(UUID())").path
  let result: Result
  do {
    result = try await body(path)
  } catch {
    // What went wrong first is what is told.
    try? removeFolder(path)
    throw error
  }
  try removeFolder(path)
  return result
}

private func removeFolder(_ path: String) throws {
  if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
}
