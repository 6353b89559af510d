import ForumKernel

/// Sends messages to the stream and awaits that they are stored.
struct Publisher: Sendable {
  /// The server counts the header too; ids are much shorter.
  private static let headerBytesMax = 1024

  let client: NATSClient
  let names: StreamNames

  /// How many at the beginning are stored, the sequence of the last of those, and why the next one is not. Throws when nothing was sent.
  func publish(_ messages: [OutgoingMessage]) async throws(NATSError) -> (stored: Int, last: Int64, failure: NATSError?) {
    let bytesMax = try await client.connection().info.maxPayload
    var outgoing: [NATSOutgoing] = []
    var unfit: NATSError?
    for message in messages {
      do throws(NATSError) {
        guard message.payload.count + Self.headerBytesMax <= bytesMax else { throw .tooLarge(bytesMax: bytesMax - Self.headerBytesMax) }
        outgoing.append(try names.outgoing(message))
      } catch {
        unfit = error
        break
      }
    }
    guard !outgoing.isEmpty else { return (0, 0, unfit) }
    let outcome = try await client.requests(outgoing)
    var (stored, last) = (0, Int64(0))
    for answer in outcome.answers {
      guard let answer else { break }
      do throws(NATSError) {
        if answer.status == 503 { throw await whyNobodyAnswers() }
        last = max(last, try JetStreamAPI.decode(PublishReport.self, answer.payload).seq)
        stored += 1
      } catch {
        return (stored, last, error)
      }
    }
    return (stored, last, outcome.failure ?? unfit)
  }

  /// No stream takes the subject: JetStream is off, or the stream is not there any more, which is made again.
  private func whyNobodyAnswers() async -> NATSError {
    struct Account: Decodable {}
    do throws(NATSError) {
      _ = try await JetStreamAPI(client: client).call("INFO", as: Account.self)
      return .noResponders
    } catch {
      return error
    }
  }
}
