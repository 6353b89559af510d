public import ForumWiring
public import OFREP

/// Runs `body` with the flags of the flag service at `url`, and leaves the service in the end.
public func withRemoteFlags(
  _ url: String, token: (any SecretSource)? = nil, pollInterval: Duration = .seconds(1), requestTimeout: Duration = .seconds(20),
  answerBytesMax: Int = 1 << 20, _ body: (OFREPFlags) async throws -> Void
) async throws {
  let flags = OFREPFlags(
    try OFREPTarget(url: url, token: token, pollInterval: pollInterval, requestTimeout: requestTimeout, answerBytesMax: answerBytesMax))
  do {
    try await body(flags)
  } catch {
    await flags.close()
    throw error
  }
  await flags.close()
}
