public import Admin
public import Analytics
public import Auth
public import Forum
public import ForumKernel
public import LiveFeed
public import Notifications

/// The whole REST API: every module's route table.
public struct ForumAPI: Sendable {
  public var auth: AuthModule
  public var forum: ForumModule
  public var notifications: NotificationsModule
  public var admin: AdminModule
  public var jobs: RunJobs
  public var analytics: AnalyticsModule
  public var search: any SearchIndex
  /// Returns when everything that was written until now can be found; false when that takes longer than the duration.
  public var waitUntilIndexed: @Sendable (Duration) async throws -> Bool
  public var feed: LiveFeed
  /// How files are received.
  public var uploads: UploadGate
  /// How archives are made of files.
  public var framing: ArchiveFraming
  /// Whether there is an endpoint for programs that examine the WebSocket protocol.
  public var echoes: Bool

  public init(
    auth: AuthModule, forum: ForumModule, notifications: NotificationsModule, admin: AdminModule, jobs: RunJobs, analytics: AnalyticsModule,
    search: any SearchIndex, waitUntilIndexed: @escaping @Sendable (Duration) async throws -> Bool, feed: LiveFeed,
    uploads: UploadGate, framing: ArchiveFraming,
    echoes: Bool = false
  ) {
    self.auth = auth
    self.forum = forum
    self.notifications = notifications
    self.admin = admin
    self.jobs = jobs
    self.analytics = analytics
    self.search = search
    self.waitUntilIndexed = waitUntilIndexed
    self.feed = feed
    self.uploads = uploads
    self.framing = framing
    self.echoes = echoes
  }

  @EndpointTable public var endpoints: [Endpoint] {
    AccountRoutes(auth: auth).endpoints
    ClaimRoutes(auth: auth).endpoints
    SessionRoutes(auth: auth).endpoints
    ProviderRoutes(auth: auth).endpoints
    FactorRoutes(auth: auth).endpoints
    PasskeyRoutes(auth: auth).endpoints
    LifeCycleRoutes(auth: auth).endpoints
    TokenRoutes(auth: auth).endpoints
    PrivacyRoutes(auth: auth, attachments: forum.readAttachments, framing: framing).endpoints
    CategoryRoutes(forum: forum).endpoints
    ThreadRoutes(forum: forum).endpoints
    ScheduleRoutes(forum: forum).endpoints
    OperationRoutes(forum: forum).endpoints
    PostRoutes(forum: forum).endpoints
    RevisionRoutes(forum: forum).endpoints
    AttachmentRoutes(forum: forum, uploads: uploads).endpoints
    CommentRoutes(forum: forum).endpoints
    ReadingRoutes(forum: forum).endpoints
    WatchRoutes(forum: forum).endpoints
    BookmarkRoutes(forum: forum).endpoints
    IgnoreRoutes(forum: forum).endpoints
    DraftRoutes(forum: forum).endpoints
    FlagRoutes(forum: forum).endpoints
    CaseRoutes(forum: forum).endpoints
    ModerationRoutes(forum: forum).endpoints
    SearchRoutes(index: search, waitUntilIndexed: waitUntilIndexed).endpoints
    LiveRoutes(feed: feed).endpoints
    if echoes { EchoTalk.endpoint }
    NotificationRoutes(notifications: notifications).endpoints
    AnalyticsRoutes(analytics: analytics).endpoints
    AdminRoutes(admin: admin).endpoints
    PolicyRoutes(admin: admin, accounts: auth.accounts).endpoints
    FeatureRoutes(admin: admin, feed: feed).endpoints
    WebhookRoutes(notifications: notifications).endpoints
    JobRoutes(jobs: jobs).endpoints
    TenantRoutes(admin: admin, auth: auth).endpoints
    BatchRoutes(noticeRepetition: admin.noticeRepetition).endpoints
  }
}
