public import Admin
public import Analytics
public import Auth
public import Forum
public import ForumKernel
import ForumWiring
import HTTPAPI
public import LiveFeed
public import Logging
public import Notifications
public import Workers

/// A forum put together from a configuration: the one composition root of `serve`, of the command-line verbs and of the tests.
public struct Application: Sendable {
  public let config: ServerConfig
  public let clock: any WallClock
  public let ids: IDGenerator
  public let logger: Logger
  public let storage: Storage
  public let cache: any Cache
  public let stream: any EventStream
  public let index: any SearchIndex
  public let keys: KeyRing
  /// Where the bytes of attachments are.
  public let blobs: any BlobStore
  let uploads: UploadFolder
  public let renderer: any BodyRenderer
  public let images: any ImageMaker
  public let mailer: any Mailer
  /// nil where no setting refers to one.
  public let vault: SecretVault?
  public let auth: AuthModule
  public let forum: ForumModule
  public let notifications: NotificationsModule
  public let admin: AdminModule
  /// What came of webhooks' tries, for metrics.
  let webhookTries = WebhookMetrics.tries
  /// What was asked of feature flags, for metrics.
  let featureEvaluations: MetricFamily<Counter>
  public let analytics: AnalyticsModule
  public let jobs: RunJobs
  public let feed: LiveFeed
  public let progress: ConsumerProgress
  let scrub: SharedScrub
  /// nil where commits may be made that this process does not learn of in time.
  let answers: AnswerCache?
  /// The tenant of requests that name none.
  public let defaultTenant: TenantProfile
  /// This process's own name among all nodes.
  let nodeName: String
  private let closers: [@Sendable () async throws -> Void]

  /// Opens every adapter that the configuration names, brings the schema up to date and makes what a new forum needs. The caller holds the lock on
  /// the data directory. Throws what stands in the way, in words for the operator.
  public static func build(
    config: ServerConfig, adapters: AdapterSet, dataDirectory: String, clock: any WallClock = SystemClock(), logger: Logger
  ) async throws -> Application {
    let asked = AdapterContext(dataDirectory: dataDirectory, settings: config.values, clock: clock, logger: logger, container: Container())
    let (config, vault) = try await config.readingSecrets(adapters, asked)
    let (begun, keyFiles) = (clock.now, LostKeys.files(in: dataDirectory))
    do {
      let application = try await build(config, vault, adapters, asked.with(config.values))
      await LostKeys.tell(application, made: LostKeys.files(in: dataDirectory).subtracting(keyFiles), since: begun)
      return application
    } catch {
      await vault?.close()
      throw Self.withPlace(error, dataDirectory)
    }
  }

  /// What a full disk keeps from opening, said with its place.
  private static func withPlace(_ error: any Error, _ directory: String) -> any Error {
    guard let error = error as? AppError, error.slug == "disk_full", !error.message.contains(directory) else { return error }
    return AppError(
      .unavailable, "disk_full", "The disk with \(directory) is full: make room on it, then try again (df -h shows what is full). Nothing is lost.")
  }

  private static func build(
    _ config: ServerConfig, _ vault: SecretVault?, _ adapters: AdapterSet, _ context: AdapterContext
  ) async throws -> Application {
    let (clock, logger, container, dataDirectory) = (context.clock, context.logger, context.container, context.dataDirectory)
    let storage = try await adapters.openStore(config, context)
    do {
      try await storage.migrate()
      guard try await !storage.transfer.isReceiving() else {
        throw AppError(
          .conflict, "transfer_unfinished",
          "This store is the target of a transfer that has not ended: repeat `forum-lite transfer --to …` with the old store, or empty this one.")
      }
      try container.provide(storage.archive, as: (any StreamArchive).self, by: config.adapters.store)
      // Before the stream: whoever hears of a change there must not be given an answer from before it.
      let answers = storage.isExclusive ? AnswerCache(bytesMax: AnswerCache.bytesMaxDefault) : nil
      if let answers { storage.archive.observeCommits { answers.changed(by: $0) } }
      let stream = try await adapters.streams.factory(named: config.adapters.stream).make(context)
      let cache = try await adapters.caches.factory(named: config.adapters.cache).make(context)
      let index = try await adapters.indexes.factory(named: config.adapters.search).make(context)
      let blobs = try await adapters.blobs.factory(named: config.adapters.blobs).make(context)
      let uploads = try UploadFolder(dataDirectory: dataDirectory)
      let ids = IDGenerator(clock: clock)
      try container.provide(storage.admin, as: (any AdminStore).self, by: config.adapters.store)
      let flags = try await adapters.flags.factory(named: config.adapters.flags).make(context)
      let evaluations = FeatureHook.evaluations
      let admin = AdminModule(
        store: storage.admin, features: flags.port, featureHooks: [.counting(in: evaluations), .logging(to: logger)],
        anchors: try adapters.openAnchors(dataDirectory), clock: clock, defaultTenant: config.server.defaultTenant,
        retention: Retention(age: config.audit.retention, isHeld: config.audit.legalHold), residency: Residency(config.residency),
        categories: { [reader = storage.reader] in Set(try await reader.categories(.all($0)).map(\.category.id.raw)) })
      let tenant = try await admin.tenants.ensureDefault(ids: ids, admin.residency)
      let keys = try await adapters.openKeys(dataDirectory + "/keys", storage.keys)
      let mailer = try await adapters.mailers.factory(named: config.mail.adapter).make(context)
      var providers: [Closing<any IdentityProvider>] = []
      for factory in adapters.identityProviders { if let provider = try await factory.make(context) { providers.append(provider) } }
      let accounts = Accounts(store: storage.auth, roles: admin.access, demand: FactorDemand(roles: config.session.secondFactorRoles))
      let digests = SendDigests(
        store: storage.notifications, accounts: accounts, mailer: mailer,
        text: DigestText(site: config.mail.site, tickets: DigestTickets(secrets: keys.secrets)),
        clock: clock)
      let application = try Application(
        config: config, clock: clock, ids: ids, logger: logger, storage: storage, cache: cache.port, stream: stream.port, index: index.port,
        blobs: blobs.port, keys: keys, renderer: adapters.renderer, images: adapters.images, uploads: uploads, hasher: adapters.makeHasher(),
        sender: adapters.makeWebhookSender(config.webhookRules, config.webhooks.timeout),
        signatures: adapters.signatures,
        admin: admin, featureEvaluations: evaluations,
        mailer: mailer, providers: providers.map(\.port), vault: vault,
        jobs: try config.houseJobs(
          storage.upkeep, storage.webhooks, admin.keepAudit, ApplyDueChanges(store: storage.forum, reader: storage.cases), digests, clock: clock),
        answers: answers,
        defaultTenant: tenant,
        closers: providers.map(\.close) + [
          { uploads.remove() }, flags.close, blobs.close, index.close, cache.close, stream.close, storage.close, { await vault?.close() },
        ])
      try await application.forum.manageCategories.ensureFirst(in: tenant.id)
      if storage.isExclusive { try await application.forum.ignoringReaders.load() }
      return application
    } catch {
      try await storage.close()
      throw error
    }
  }

  private init(
    config: ServerConfig, clock: any WallClock, ids: IDGenerator, logger: Logger, storage: Storage, cache: any Cache, stream: any EventStream,
    index: any SearchIndex, blobs: any BlobStore, keys: KeyRing, renderer: any BodyRenderer, images: any ImageMaker, uploads: UploadFolder,
    hasher: any PasswordHasher, sender: any WebhookSender,
    signatures: any PasskeySignatures,
    admin: AdminModule, featureEvaluations: MetricFamily<Counter>,
    mailer: any Mailer, providers: [any IdentityProvider], vault: SecretVault?, jobs: [Job],
    answers: AnswerCache?,
    defaultTenant: TenantProfile, closers: [@Sendable () async throws -> Void]
  ) throws {
    self.config = config
    self.clock = clock
    self.ids = ids
    self.logger = logger
    self.storage = storage
    self.cache = cache
    self.stream = stream
    self.index = index
    self.blobs = blobs
    self.uploads = uploads
    self.keys = keys
    self.renderer = renderer
    self.images = images
    self.mailer = mailer
    self.vault = vault
    self.admin = admin
    self.featureEvaluations = featureEvaluations
    self.answers = answers
    self.defaultTenant = defaultTenant
    self.closers = closers
    let watchedWords = WatchedWordDirectory(reader: storage.cases)
    auth = AuthModule(
      store: storage.auth, hasher: hasher, issuer: keys.issuer, secrets: keys.secrets, roles: admin.access, names: watchedWords,
      policy: SessionPolicy(config.session, isShared: !storage.isExclusive), sharedCache: storage.isExclusive ? nil : cache,
      registration: RegistrationPolicy(config.server), mailer: mailer, mailText: AccountMailText(linkTemplate: config.mail.linkTemplate),
      privacy: storage.privacy,
      privacyPolicy: PrivacyPolicy(config.privacy), signatures: signatures,
      relyingParty: RelyingParties(tenants: admin.tenants, settings: config.passkeys, site: config.mail.site).party,
      demand: FactorDemand(roles: config.session.secondFactorRoles), providers: providers, clock: clock)
    forum = ForumModule(
      store: storage.forum, reader: storage.reader, cases: storage.cases, attention: storage.attention, accounts: auth.accounts, renderer: renderer,
      watchedWords: watchedWords, policy: ModerationPolicy(config.moderation),
      attachments: AttachmentServices(
        reader: storage.attachments, blobs: blobs, images: images, spool: uploads, policy: AttachmentPolicy(config.attachments), ids: ids,
        clock: clock),
      authorDigest: { [secrets = keys.secrets] in secrets.digest($0, for: $1.raw) })
    notifications = NotificationsModule(
      store: storage.notifications, tickets: DigestTickets(secrets: keys.secrets),
      webhooks: WebhookParts(
        store: storage.webhooks, keys: WebhookSecrets(secrets: keys.secrets), sender: sender, rules: config.webhookRules, mailer: mailer,
        categories: { [reader = storage.reader] in Set(try await reader.categories(.all($0)).map(\.category.id.raw)) }, clock: clock,
        leaseSeconds: config.webhookLeaseSeconds, failingSecondsMax: config.webhooks.disableAfter.components.seconds))
    analytics = AnalyticsModule(store: storage.analytics)
    feed = LiveFeed(stream: stream, reader: storage.reader, cases: forum.readCases)
    progress = ConsumerProgress()
    scrub = SharedScrub(clock: clock)
    nodeName = "\(ids.nextRaw())"
    self.jobs = RunJobs(
      jobs: jobs + [try config.privacyJob(auth, clock: clock)]
        + (try config.attachmentsJobs(forum.collectAttachments) { try await storage.admin.tenants().map(\.id) }), store: storage.jobs,
      admin: storage.admin, holder: nodeName, clock: clock)
  }

  /// What follows the event stream at its own pace.
  public var consumers: [any EventConsumer] {
    [
      SearchIndexer(index: index, reader: storage.reader, renderer: renderer), notifications.notifyParticipants, analytics.recordEvents,
      auth.sendAccountMail, notifications.queueDeliveries, notifications.tellWebhookOwner,
    ]
  }

  func loop(of consumer: any EventConsumer) -> ConsumerLoop {
    let turn = consumer.actsOutside && !storage.isExclusive ? NodeTurn(storage.lease("consumer \(consumer.name)"), holder: nodeName) : nil
    return ConsumerLoop(
      consumer: consumer, stream: stream, archive: storage.archive, clock: clock, progress: progress, turn: turn, logger: logger)
  }

  /// The operator of this machine, in the default tenant: what the command line acts as.
  public var operatorPrincipal: Principal { Principal(tenant: defaultTenant.id, permissions: Role.administrator.permissions) }

  /// True when everything that was written until now can be found, false when that takes longer than `deadline`.
  public func waitUntilIndexed(_ deadline: Duration) async throws -> Bool {
    let end = ContinuousClock.now + deadline
    if let outbox = storage.outbox, try await !outbox.published(within: deadline) { return false }
    return await progress.wait(for: SearchIndexer.name, sequence: try await stream.info().last, deadline: end - .now)
  }

  /// Flushes and closes everything, in order; a failure is logged and the next one goes on.
  public func close() async {
    for close in closers {
      do {
        try await close()
      } catch {
        logger.error("closing failed", metadata: ["error": "\(error)"])
      }
    }
  }
}
