/// The pages about somebody's own account, and the ways to it.
enum AccountAddress: String, CaseIterable {
  case signIn = "/account/sign-in"
  case signUp = "/account/sign-up"
  /// The way to another provider and back: the first one of `oidc.redirect_uris`.
  case provider = "/account/provider"
  /// Takes forms only.
  case signOut = "/account/sign-out"
  /// Asks for a mail that leads to `reset`.
  case forgotten = "/account/forgotten"
  // Where the links of mails lead: their last part is the purpose, as `mail.link` fills it in.
  case reset = "/account/reset"
  case verify = "/account/verify"
  case email = "/account/email"
  /// Where the link of a digest leads, and where mail programs send their one click.
  case unsubscribe = "/account/unsubscribe"
  case settings = "/account"
  case sessions = "/account/sessions"
  case secondStep = "/account/second-step"
  case tokens = "/account/tokens"
  case reading = "/account/reading"
  /// What the forum knows of somebody: an archive of it.
  case data = "/account/data"
  /// Takes no forms: the archive itself.
  case archive = "/account/data/archive"
  /// What an erasure would do, and the form that asks for one.
  case erase = "/account/erase"
  /// How far an erasure is, and its receipt, for whoever has the ticket: there is no account any more.
  case erasure = "/account/erasure"
}
