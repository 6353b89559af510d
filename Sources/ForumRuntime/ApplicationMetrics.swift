import Admin
import ForumKernel
import Workers

extension Application {
  /// Gauges of what the forum does besides answering requests.
  func register(in registry: MetricsRegistry) {
    registry.gauge("forum_writer_queue_depth", "Writes that wait for the store's writer.") { Double(storage.queueDepth()) }
    registry.gauge("forum_store_replicas_usable", "Replicas of the store that answer reads.") {
      let replicas = await storage.replicas()
      return replicas.isEmpty ? nil : Double(replicas.count { $0.problem == nil })
    }
    registry.gauge("forum_store_replica_lag_seconds", "How old the data of the oldest replica is.") {
      await storage.replicas().compactMap(\.lagSeconds).max()
    }
    registry.counter("forum_store_replica_reads_total", "Reads that replicas answered.") {
      let replicas = await storage.replicas()
      return replicas.isEmpty ? nil : Double(replicas.reduce(0) { $0 + $1.reads })
    }
    registry.gauge("forum_stream_last_sequence", "The newest sequence of the event stream.") { try? await Double(stream.info().last) }
    if let vault {
      registry.gauge("forum_vault_well", "Whether the vault can be asked and every secret of it is renewed in time.") {
        vault.state().problem == nil ? 1 : 0
      }
      registry.gauge("forum_vault_lease_seconds_left", "Until the first secret of the vault would end.") { vault.state().secondsLeft }
      registry.counter("forum_vault_renewals_total", "Leases that were renewed.") { Double(vault.state().renewals) }
      registry.counter("forum_vault_replacements_total", "Secrets that took the place of older ones.") { Double(vault.state().replacements) }
      registry.counter("forum_vault_failures_total", "Calls of the vault that failed.") { Double(vault.state().failures) }
    }
    registry.add(featureEvaluations)
    registerWebhooks(in: registry)
    if admin.features.state.location != nil {
      registry.gauge("forum_flag_service_well", "Whether the flag service gave an answer when it was asked last.") { [features = admin.features] in
        features.state.problem == nil ? 1 : 0
      }
    }
    if let outbox = storage.outbox {
      registry.gauge("forum_outbox_waiting", "Events that wait to be published to the stream.") { try? await Double(outbox.backlog().count) }
    }
    registry.gauge("forum_stream_dead_letters", "Messages that consumers of the event stream gave up.", label: "consumer") {
      try? await deadLetterCounts.mapValues(Double.init)
    }
    registry.gauge("forum_search_documents", "Documents in the search index.") { try? await Double(index.statistics().documents) }
    for consumer in consumers {
      let name = consumer.name
      registry.gauge("forum_consumer_position_\(name)", "Up to where the consumer \(name) has handled the stream.") {
        progress.position(of: name).map { Double($0.sequence) }
      }
    }
  }

  /// What the page about this server shows, as it is now.
  func activity(_ http: HTTPMetrics) async -> ActivitySample {
    ActivitySample(
      at: clock.now, requests: http.durations, events: (try? await stream.info().last) ?? 0, writerQueue: Double(storage.queueDepth()),
      memoryBytes: ProcessMetrics.residentBytes() ?? 0)
  }
}
