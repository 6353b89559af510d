/// Ends work that takes too long.
enum Deadline {
  /// Throws `timedOut` when `work`, which stops when it is cancelled, has not ended in time.
  static func run<Result: Sendable>(
    _ time: Duration, _ work: @escaping @Sendable () async throws(VaultError) -> Result
  ) async throws(VaultError) -> Result {
    let outcome = await withTaskGroup(of: Swift.Result<Result, VaultError>.self) { group in
      group.addTask {
        do throws(VaultError) { return .success(try await work()) } catch { return .failure(error) }
      }
      group.addTask {
        try? await Task.sleep(for: time)
        return .failure(.timedOut)
      }
      let first = await group.next() ?? .failure(.timedOut)
      group.cancelAll()
      return first
    }
    return try outcome.get()
  }
}
