import Auth
import Forum
import ForumWiring

// What the modules go by, as the settings say it.

extension SessionPolicy {
  /// `isShared`: other nodes have the same sessions.
  init(_ settings: SettingSection<SessionSettings>, isShared: Bool) {
    self.init()
    accessTokenSeconds = settings.accessTokenLifetime.components.seconds
    idleSeconds = settings.refreshTokenLifetime.components.seconds
    absoluteSeconds = settings.absoluteLifetime.components.seconds
    graceSeconds = settings.rotationGrace.components.seconds
    // Other nodes tell through the stream, which may be away.
    rememberedSeconds = isShared ? 1 : nil
  }
}

extension RegistrationPolicy {
  init(_ settings: SettingSection<ServerSettings>) {
    self.init()
    isOpen = settings.registrationOpen
    verifiesMail = settings.registrationVerifiesMail
    asksApproval = settings.registrationAsksApproval
  }
}

extension PrivacyPolicy {
  init(_ settings: SettingSection<PrivacySettings>) {
    self.init()
    graceSeconds = settings.grace.components.seconds
    exportSeconds = settings.exportLifetime.components.seconds
    holdsEverything = settings.legalHold
  }
}

extension ModerationPolicy {
  init(_ settings: SettingSection<ModerationSettings>) {
    self.init()
    hideThreshold = Int64(settings.hideThreshold)
    approveFirst = Int64(settings.approveFirst)
    newMemberSeconds = settings.newMember.components.seconds
    flagsPerDay = Int64(settings.flagsPerDay)
  }
}
