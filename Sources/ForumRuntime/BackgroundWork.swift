import Admin
import Auth
import Forum
import ForumKernel
import Logging
import Notifications
public import ServiceLifecycle
import Workers

/// Everything that runs beside the HTTP server: the consumers of the event stream, the jobs, and what each node does for itself.
public struct BackgroundWork: Service {
  /// How soon at the latest this node sees what another one changed, also while the stream can't tell; the next key is shown much longer before it signs.
  private static let sharedInterval = Duration.seconds(2)

  let application: Application

  public init(_ application: Application) { self.application = application }

  /// Runs until graceful shutdown; consumers stop between two batches and go on there at the next start.
  public func run() async throws {
    let application = application
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        for consumer in application.consumers {
          group.addTask { await application.loop(of: consumer).run() }
        }
        let revocations = LiveFollower(
          name: "revocations", filters: FollowRevocations.filters, stream: application.stream, logger: application.logger,
          onBegin: { application.auth.followRevocations.begin() }
        ) { try application.auth.followRevocations.handle($0) }
        group.addTask { await revocations.run() }
        let words = LiveFollower(
          name: "watched-words", filters: WatchedWordDirectory.filters, stream: application.stream, logger: application.logger,
          onBegin: { application.forum.watchedWords.forgetAll() }
        ) { message in if let tenant = message.tenant { application.forum.watchedWords.forget(tenant) } }
        group.addTask { await words.run() }
        let tenants = LiveFollower(
          name: "tenants", filters: FollowTenants.filters, stream: application.stream, logger: application.logger,
          onBegin: { try await application.admin.followTenants.begin() }
        ) { try await application.admin.followTenants.handle($0) }
        group.addTask { await tenants.run() }
        group.addTask {
          await application.admin.tellFeatureChanges.run { tenant, error in
            application.logger.warning(
              "a change of the flag service was not told", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
          }
        }
        group.addTask { await application.sagaRunner.run(isAlone: application.storage.isExclusive) }
        if let outbox = application.storage.outbox {
          let relay = OutboxRelay(
            outbox: outbox, lease: application.storage.lease(LeaseName.events), stream: application.stream, holder: application.nodeName,
            logger: application.logger)
          group.addTask { await relay.run() }
        }
        if application.config.webhooks.enabled {
          let webhooks = application.webhookDispatcher
          group.addTask { await webhooks.run(isAlone: application.storage.isExclusive) }
        }
        let scheduler = JobScheduler(jobs: application.jobs, logger: application.logger)
        group.addTask { await scheduler.run() }
        if !application.storage.isExclusive {
          let shared = PeriodicTask(name: "what other nodes changed", interval: Self.sharedInterval, logger: application.logger) {
            if try await application.keys.rotation.reload() { application.auth.authenticator.forgetAll() }
            application.forum.watchedWords.forgetAll()
            try await application.admin.followTenants.begin()
          }
          group.addTask { await shared.run() }
        }
        // Each node keeps anchors of its own.
        let anchoring = PeriodicTask(name: "audit anchors", interval: application.config.audit.anchorInterval, logger: application.logger) {
          try await application.admin.keepAudit.anchor()
        }
        group.addTask { await anchoring.run() }
      }
    }
    try await application.admin.keepAudit.anchor()
  }
}

extension Application {
  fileprivate var webhookDispatcher: WebhookDispatcher {
    WebhookDispatcher(
      deliveries: notifications.sendDeliveries, store: storage.webhooks, bell: notifications.deliveryBell,
      connections: (config.webhooks.connections, config.webhooks.connectionsPerHost), now: { [clock] in clock.now },
      measure: { [webhookTries] in webhookTries.labeled($0).add() }, logger: logger)
  }
}
