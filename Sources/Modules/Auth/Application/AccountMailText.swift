/// The words of the mails about accounts. What strangers write, such as names, is in none of them, so that nobody sends their own text through here.
public struct AccountMailText: Sendable {
  /// Where the ticket goes: `{purpose}` and `{token}` stand for the two. Empty: the mail shows the ticket itself, for an app that asks for it.
  let linkTemplate: String

  public init(linkTemplate: String) { self.linkTemplate = linkTemplate }

  func link(_ purpose: MailLink.Purpose, _ ticket: String) -> (subject: String, body: String) {
    let way = linkTemplate.isEmpty ? "Your code:" : "Open this page:"
    let target = linkTemplate.isEmpty ? ticket : linkTemplate.replacing("{purpose}", with: purpose.rawValue).replacing("{token}", with: ticket)
    let (subject, words) =
      switch purpose {
      case .verify: ("Confirm your mail address", "Somebody, we hope you, has made an account with this address.")
      case .email: ("Confirm your new mail address", "Somebody, we hope you, wants to use this address for their account.")
      case .reset: ("A new password", "Somebody, we hope you, has asked for a new password for your account.")
      }
    return (subject, "\(words)\n\n\(way)\n\(target)\n\nIf that was not you, there is nothing to do: without this mail nothing happens.\n")
  }

  var alreadyMember: (subject: String, body: String) {
    (
      "You are a member already",
      "Somebody, perhaps you, has tried to use this address for an account, but one has it already.\n\n"
        + "If you have forgotten the password, ask for a new one. If that was not you, there is nothing to do.\n"
    )
  }

  var reused: (subject: String, body: String) {
    (
      "A sign-in of yours was ended to be safe",
      "An old refresh token of your account was used again, which means that somebody else may have a copy. That sign-in was ended on all sides.\n\n"
        + "Sign in anew. If you don't know what this may have been, change your password.\n"
    )
  }

  func changed(_ change: UserSecurityChanged.Change) -> (subject: String, body: String) {
    let words =
      switch change {
      case .factorAdded: "An authenticator app was joined to your account."
      case .factorRemoved: "The authenticator app was taken from your account."
      case .recoveryCodeUsed: "A recovery code of your account was used to sign in."
      case .recoveryCodesReplaced: "Your account got new recovery codes; the old ones are void."
      case .passwordReset: "Your account got a new password by way of a mail. You were signed out everywhere."
      case .passwordChanged: "The password of your account was changed. You were signed out on your other devices."
      case .tokenMade: "A token for programs was made that acts for your account."
      case .passkeyAdded: "A passkey was joined to your account."
      case .passkeyRemoved: "A passkey was taken from your account."
      case .passkeySuspected:
        "Somebody used a passkey of your account whose counter had gone back: there may be a copy of it. It is not taken any more; remove it."
      case .identityLinked: "Your account can now be signed in to over another provider."
      case .identityUnlinked: "A provider was taken from the ways to sign in to your account."
      case .emailChanged: "This is the new mail address of your account."
      }
    return ("The safety of your account changed", "\(words)\n\nIf that was not you, ask for a new password at once.\n")
  }
}
