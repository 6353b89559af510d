public import ForumWiring

/// The settings of a server, checked: `config.http.bodyMax`. Each section's file declares its keys.
public struct ServerConfig: Sendable {
  /// For adapters and modules that bring settings of their own.
  public let values: SettingValues
  /// Every known setting, in the order in which they are listed.
  public let declarations: [SettingDeclaration]
  /// Where each value that is no default came from, by key.
  public let origins: [String: ConfigOrigin]
  /// What looks wrong and harms nothing: unknown `FORUM_…` variables, mails without the forum's address. For the log.
  public let warnings: [String]
  /// The secrets that a vault keeps, by key: until they are read, `values` has their defaults.
  public let references: [String: SecretReference]

  public var server: SettingSection<ServerSettings> { section(ServerSettings()) }
  public var log: SettingSection<LogSettings> { section(LogSettings()) }
  public var http: SettingSection<ConnectionSettings> { section(ConnectionSettings()) }
  public var tls: SettingSection<TLSSettings> { section(TLSSettings()) }
  public var grpc: SettingSection<GRPCSettings> { section(GRPCSettings()) }
  public var graphql: SettingSection<GraphQLSettings> { section(GraphQLSettings()) }
  public var live: SettingSection<LiveSettings> { section(LiveSettings()) }
  public var rateLimit: SettingSection<RateLimitSettings> { section(RateLimitSettings()) }
  public var session: SettingSection<SessionSettings> { section(SessionSettings()) }
  public var passkeys: SettingSection<PasskeySettings> { section(PasskeySettings()) }
  public var residency: SettingSection<ResidencySettings> { section(ResidencySettings()) }
  public var moderation: SettingSection<ModerationSettings> { section(ModerationSettings()) }
  public var attachments: SettingSection<AttachmentSettings> { section(AttachmentSettings()) }
  public var audit: SettingSection<AuditSettings> { section(AuditSettings()) }
  public var privacy: SettingSection<PrivacySettings> { section(PrivacySettings()) }
  public var adapters: SettingSection<AdapterSettings> { section(AdapterSettings()) }
  public var sqlite: SettingSection<SQLiteSettings> { section(SQLiteSettings()) }
  public var mail: SettingSection<MailSettings> { section(MailSettings()) }
  public var cache: SettingSection<CacheSettings> { section(CacheSettings()) }
  public var webhooks: SettingSection<WebhookSettings> { section(WebhookSettings()) }
  public var jobs: SettingSection<JobSettings> { section(JobSettings()) }
  public var stream: SettingSection<StreamSettings> { section(StreamSettings()) }

  /// The keys of the forum itself; adapters add theirs.
  public static let declarations: [SettingDeclaration] =
    declared(ServerSettings()) + declared(LogSettings()) + declared(ConnectionSettings()) + declared(TLSSettings()) + declared(GRPCSettings())
    + declared(GraphQLSettings()) + declared(LiveSettings()) + declared(RateLimitSettings()) + declared(SessionSettings())
    + declared(PasskeySettings())
    + declared(ResidencySettings()) + declared(ModerationSettings()) + declared(AttachmentSettings())
    + declared(AuditSettings()) + declared(PrivacySettings())
    + declared(AdapterSettings()) + declared(SQLiteSettings()) + declared(CacheSettings()) + declared(StreamSettings()) + declared(JobSettings())
    + declared(MailSettings()) + declared(WebhookSettings())

  /// The keys whose values differ in `other`, split by whether the change can take effect without a restart.
  public func changes(to other: ServerConfig) -> (reloadable: [String], fixed: [String]) {
    let changed = declarations.filter { values[$0] != other.values[$0] }
    return (changed.filter(\.isReloadable).map(\.key), changed.filter { !$0.isReloadable }.map(\.key))
  }

  private func section<Declared>(_ declared: Declared) -> SettingSection<Declared> { SettingSection(declared: declared, values: values) }

  /// The settings that are the properties of a section.
  private static func declared(_ section: Any) -> [SettingDeclaration] {
    Mirror(reflecting: section).children.compactMap { child in
      switch child.value {
      case let setting as Setting<String>: setting.declaration
      case let setting as Setting<Int>: setting.declaration
      case let setting as Setting<Bool>: setting.declaration
      case let setting as Setting<Duration>: setting.declaration
      case let setting as Setting<[String]>: setting.declaration
      default: nil
      }
    }
  }
}

/// The values of one section, by the names of its settings.
@dynamicMemberLookup
public struct SettingSection<Declared: Sendable>: Sendable {
  let declared: Declared
  let values: SettingValues

  public subscript<Value>(dynamicMember setting: KeyPath<Declared, Setting<Value>>) -> Value { values[declared[keyPath: setting]] }
}
