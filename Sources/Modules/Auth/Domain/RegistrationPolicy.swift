/// Who may become a member, and what comes before the first sign-in.
public struct RegistrationPolicy: Sendable {
  /// Whether anybody may register; the invited always may.
  public var isOpen = true
  /// An account sleeps until its mail address is proven.
  public var verifiesMail = false
  /// An account sleeps until an administrator lets it in; the invited are let in already.
  public var asksApproval = false

  public init() {}

  func firstGate(isInvited: Bool) -> AccountGate? {
    if verifiesMail { return .verification }
    return asksApproval && !isInvited ? .approval : nil
  }
}
