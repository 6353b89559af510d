public import ForumKernel

/// What a module is, for boot and for `doctor`.
public struct ModuleManifest: Sendable {
  /// `forum`, `auth`: the first token of its event types.
  public let name: String
  public let permissions: [Permission]
  /// The events of other modules that it takes in, as subject filters by name of the durable consumer.
  public let consumes: [String: [SubjectFilter]]
  /// The settings that only this module has.
  public let settings: [SettingDeclaration]

  public init(name: String, permissions: [Permission], consumes: [String: [SubjectFilter]] = [:], settings: [SettingDeclaration] = []) {
    self.name = name
    self.permissions = permissions
    self.consumes = consumes
    self.settings = settings
  }
}
