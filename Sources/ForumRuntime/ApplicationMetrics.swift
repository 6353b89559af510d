import ForumKernel
import Workers

extension Application {
  /// Gauges of what the forum does besides answering requests.
  func register(in registry: MetricsRegistry) {
    registry.gauge("forum_writer_queue_depth", "Writes that wait for the store's writer.") { Double(storage.queueDepth()) }
    registry.gauge("forum_stream_last_sequence", "The newest sequence of the event stream.") { try? await Double(stream.info().last) }
    if let outbox = storage.outbox {
      registry.gauge("forum_outbox_waiting", "Events that wait to be published to the stream.") { try? await Double(outbox.backlog().count) }
    }
    registry.gauge("forum_search_documents", "Documents in the search index.") { try? await Double(index.statistics().documents) }
    for consumer in consumers {
      let name = consumer.name
      registry.gauge("forum_consumer_position_\(name)", "Up to where the consumer \(name) has handled the stream.") {
        progress.position(of: name).map { Double($0.sequence) }
      }
    }
  }
}
