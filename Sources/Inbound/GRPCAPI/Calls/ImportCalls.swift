import Forum
import ForumKernel
import GRPCCore
import GRPCProto
import HTTPAPI

/// Takes an archive as a stream. What the client sends waits in its own machine while a chunk is written: that is HTTP/2's flow control.
struct ImportCalls: Forumlite_V1_ImportService.ServiceProtocol {
  /// Messages in one transaction: others wait behind it no longer than behind a few posts.
  private static let chunkMax = 100
  /// Characters that a chunk holds in memory before it is written, and the longest message.
  private static let chunkBytesMax = 1 << 20
  let edge: RPCEdge
  let forum: ForumModule
  /// The longest message, as JSON.
  let bytesMax: Int

  func importMessages(
    request: StreamingServerRequest<Forumlite_V1_ImportMessagesRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ImportMessagesResponse> {
    let summary = try await edge.stream(request.metadata, context, .write, needs: .systemOperate) { _, viewer in
      var summary = Forumlite_V1_ImportMessagesResponse()
      var source: String?
      var chunk: [ArchiveMessage] = []
      var bytes = 0
      for try await message in request.messages {
        source = source ?? message.readableSource
        guard let item = try readable(message, &summary) else { continue }
        chunk.append(item)
        bytes += item.text.body.utf8.count
        guard chunk.count == Self.chunkMax || bytes >= Self.chunkBytesMax else { continue }
        try await write(&chunk, source, viewer, &summary)
        bytes = 0
      }
      try await write(&chunk, source, viewer, &summary)
      return summary
    }
    return ServerResponse(message: summary)
  }

  /// nil, and counted, for a message that breaks the rules: the others are worth keeping.
  private func readable(
    _ message: Forumlite_V1_ImportMessagesRequest, _ summary: inout Forumlite_V1_ImportMessagesResponse
  ) throws -> ArchiveMessage? {
    do {
      return try message.fields(ImportFields.self, bytesMax: bytesMax).message
    } catch let error as AppError where error.code == .invalid {
      summary.skip(message.id, error.faults.map { "\($0.pointer.dropFirst()): \($0.detail)" }.joined(separator: " "))
      return nil
    }
  }

  /// Writes the chunk as whoever the sender is by now.
  private func write(
    _ chunk: inout [ArchiveMessage], _ source: String?, _ viewer: RPCEdge.Viewer, _ summary: inout Forumlite_V1_ImportMessagesResponse
  ) async throws {
    guard !chunk.isEmpty else { return }
    guard let source else { throw AppError.validation([Fault("/source", "required", "The first message must name its source.")]) }
    let outcomes = try await forum.importItems(chunk.map { .message($0) }, source: source, by: try await viewer())
    for (message, outcome) in zip(chunk, outcomes) {
      switch outcome {
      case .created(let changes): summary.create(message.id, changes)
      case .known: summary.known += 1
      case .skipped(let reason): summary.skip(message.id, reason)
      }
    }
    chunk.removeAll()
  }
}
