import ForumKernel

/// The slug of the error that `body` throws, its text for one of another kind, nil when it throws none.
public func refusal(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? AppError)?.slug ?? "\(error)"
  }
}
