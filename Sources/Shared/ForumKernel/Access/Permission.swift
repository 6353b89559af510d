/// What somebody may do; roles bundle permissions. Stable strings, documented in `PermissionCatalog`.
public struct Permission: Hashable, Sendable, RawRepresentable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  init(_ rawValue: String) { self.rawValue = rawValue }

  public static let forumRead = Permission("forum.read")
  /// What is everybody's own: sessions, settings, notifications, bookmarks, drafts, the account itself.
  public static let accountUse = Permission("account.use")
  public static let threadCreate = Permission("thread.create")
  public static let postCreate = Permission("post.create")
  public static let commentCreate = Permission("comment.create")
  public static let contentEdit = Permission("content.edit")
  public static let reactionSet = Permission("reaction.set")
  public static let flagCreate = Permission("flag.create")
  /// Change and delete what others wrote, restore, lock and pin; decide on reports.
  public static let forumModerate = Permission("forum.moderate")
  public static let categoryManage = Permission("category.manage")
  /// Invite people, and let those in or out who wait for approval.
  public static let userAdmit = Permission("user.admit")
  /// Erase accounts, and keep some from being erased.
  public static let userErase = Permission("user.erase")
  public static let roleManage = Permission("role.manage")
  /// Make and change policies, and ask what they decide.
  public static let policyManage = Permission("policy.manage")
  public static let featureManage = Permission("feature.manage")
  /// Make and change webhooks, and see what they were sent.
  public static let webhookManage = Permission("webhook.manage")
  public static let tenantManage = Permission("tenant.manage")
  public static let analyticsRead = Permission("analytics.read")
  /// Import, rebuild, inspect: what an operator does.
  public static let systemOperate = Permission("system.operate")

  /// Remove lines of the audit log. The program alone does it, so no role allows it: the server's settings and the tenant's policies decide.
  public static let auditPrune = Permission("audit.prune")

  /// What policies can speak of.
  public static var decidable: [Permission] { catalog.map(\.0) + [auditPrune] }

  /// What reaches beyond one tenant: it is of use to members of the default tenant alone.
  public static let ofDeployment: Set<Permission> = [.tenantManage, .systemOperate]

  /// Every permission with what it allows.
  public static let catalog: [(Permission, String)] = [
    (.forumRead, "Read categories, threads, posts and comments, search, and follow live events."),
    (.accountUse, "Use one's own account: sessions, settings, notifications, bookmarks, drafts, export and erasure."),
    (.threadCreate, "Open a thread."),
    (.postCreate, "Answer in a thread."),
    (.commentCreate, "Comment on a post."),
    (.contentEdit, "Edit and delete one's own threads, posts and comments."),
    (.reactionSet, "React to posts."),
    (.flagCreate, "Report posts and comments to the moderators."),
    (.forumModerate, "Edit, delete and restore what others wrote; lock and pin threads; decide on reports, silence and suspend."),
    (.categoryManage, "Create, change and delete categories."),
    (.userAdmit, "Invite people; approve and refuse registrations."),
    (.userErase, "Erase other people's accounts; put accounts under a legal hold."),
    (.roleManage, "Grant and revoke roles."),
    (.policyManage, "Make, change and delete policies, which permit and forbid beyond roles; ask what they decide."),
    (.featureManage, "Make, change and delete feature flags; turn them on and off."),
    (.webhookManage, "Make, change and delete webhooks; see what they were sent, and send it again."),
    (.tenantManage, "Make, change, suspend and delete tenants; see sagas. In the default tenant only."),
    (.analyticsRead, "Read trends."),
    (.systemOperate, "Import, rebuild the index, inspect the server. In the default tenant only."),
  ]
}
