/// Ends work that takes too long.
public enum Deadline {
  /// Throws `late` when `work`, which stops when it is cancelled, has not ended in time.
  public static func run<Result: Sendable, Failure: Error>(
    _ time: Duration, late: Failure, _ work: @escaping @Sendable () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let outcome = await withTaskGroup(of: Swift.Result<Result, Failure>.self) { group in
      group.addTask {
        do throws(Failure) { return .success(try await work()) } catch { return .failure(error) }
      }
      group.addTask {
        try? await Task.sleep(for: time)
        return .failure(late)
      }
      let first = await group.next() ?? .failure(late)
      group.cancelAll()
      return first
    }
    return try outcome.get()
  }
}
