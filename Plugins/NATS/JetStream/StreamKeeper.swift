/// Makes the streams on the server, or brings them in line with the settings.
struct StreamKeeper: Sendable {
  let api: JetStreamAPI
  let limits: NATSStreamLimits

  /// The stream as it is now; made when it is not there.
  func found() async throws(NATSError) -> StreamReport {
    do throws(NATSError) {
      return try await api.call("STREAM.INFO.\(limits.name)", as: StreamReport.self)
    } catch let error where error.apiCode == NATSError.Code.streamNotFound {
      return try await ensured()
    }
  }

  /// Both streams as the settings have them. Throws `api` when the server refuses, such as for a size that it has no room for.
  func ensured() async throws(NATSError) -> StreamReport {
    _ = try await ensure(limits.deadLetters)
    return try await ensure(limits.stream)
  }

  private func ensure(_ stream: StreamDescription) async throws(NATSError) -> StreamReport {
    do throws(NATSError) {
      return try await api.call("STREAM.CREATE.\(stream.name)", stream, as: StreamReport.self)
    } catch let error where error.apiCode == NATSError.Code.streamNameInUse {
      return try await api.call("STREAM.UPDATE.\(stream.name)", stream, as: StreamReport.self)
    }
  }
}
