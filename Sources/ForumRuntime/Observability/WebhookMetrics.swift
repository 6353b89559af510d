import ForumKernel
import Notifications

/// What metrics and the doctor tell of webhooks.
enum WebhookMetrics {
  /// A receiver that fails for so long is told of.
  static let failingSeconds: Int64 = 900

  static var tries: MetricFamily<Counter> {
    MetricFamily("forum_webhook_tries_total", "Tries to send to webhooks, by what came of them.", labels: ["outcome"]) { Counter() }
  }
}

extension Application {
  func registerWebhooks(in registry: MetricsRegistry) {
    registry.add(webhookTries)
    registry.gauge("forum_webhook_backlog", "Deliveries that wait for webhooks' receivers.") { try? await Double(storage.webhooks.deliveryBacklog()) }
    registry.gauge("forum_webhooks_failing", "Webhooks that are on and whose receivers take nothing since a while.") {
      try? await Double(webhookTotals.failing)
    }
  }

  private var webhookTotals: WebhookTotals {
    get async throws { try await storage.webhooks.webhookTotals(failingSince: clock.now.adding(seconds: -WebhookMetrics.failingSeconds)) }
  }

  /// nil where there are no webhooks.
  var webhooksPart: ForumStatus.Part? {
    get async {
      // Where the store can't tell, its own part says why.
      guard let totals = try? await webhookTotals, totals.all > 0, let waiting = try? await storage.webhooks.deliveryBacklog() else { return nil }
      var part = ForumStatus.Part(
        name: "webhooks", adapter: "webhooks", endpoint: "the receivers of \(totals.all) webhooks", problem: nil,
        facts: ["webhooks": "\(totals.all)", "failing": "\(totals.failing)", "turned_off": "\(totals.ended)", "waiting_deliveries": "\(waiting)"])
      if totals.failing + totals.ended > 0 {
        part.advice =
          "\(totals.failing) fail and \(totals.ended) were turned off by the forum: see GET admin/webhooks of each tenant, and the deliveries there."
      }
      return part
    }
  }
}
