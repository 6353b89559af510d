public import ForumKernel

/// Accounts, sessions and tokens.
public struct AuthModule: Sendable {
  public let authenticator: Authenticator
  public let claimForum: ClaimForum
  let store: any AuthStore
  let hasher: any PasswordHasher
  let secrets: any SecretKeeper
  let tokens: SessionTokens
  let roles: any RolePermissions
  let names: any NameWatch
  let registration: RegistrationPolicy
  let mailer: any Mailer
  let mailText: AccountMailText
  let privacy: any PrivacyStore
  let privacyPolicy: PrivacyPolicy
  let signatures: any PasskeySignatures
  let relyingParty: RelyingPartyLookup
  let demand: FactorDemand
  let providers: [any IdentityProvider]

  /// `sharedCache`: where nodes that share the store tell each other what they looked up; nil for one that is alone.
  public init(
    store: any AuthStore, hasher: any PasswordHasher, issuer: any TokenIssuer, secrets: any SecretKeeper, roles: any RolePermissions,
    names: any NameWatch, policy: SessionPolicy, sharedCache: (any Cache)?, registration: RegistrationPolicy, mailer: any Mailer,
    mailText: AccountMailText, privacy: any PrivacyStore, privacyPolicy: PrivacyPolicy = PrivacyPolicy(),
    signatures: any PasskeySignatures, relyingParty: @escaping RelyingPartyLookup, demand: FactorDemand = FactorDemand(),
    providers: [any IdentityProvider] = [], clock: any WallClock
  ) {
    self.store = store
    self.hasher = hasher
    self.secrets = secrets
    self.roles = roles
    self.names = names
    self.registration = registration
    self.mailer = mailer
    self.mailText = mailText
    self.privacy = privacy
    self.privacyPolicy = privacyPolicy
    self.signatures = signatures
    self.relyingParty = relyingParty
    self.demand = demand
    self.providers = providers
    tokens = SessionTokens(issuer: issuer, policy: policy, clock: clock)
    claimForum = ClaimForum(
      store: store, registerUser: RegisterUser(store: store, hasher: hasher, secrets: secrets, names: names, policy: registration), clock: clock)
    authenticator = Authenticator(
      store: store, issuer: issuer, secrets: secrets, roles: roles, policy: policy, demand: demand,
      copies: sharedCache.map { SessionCopies(cache: $0, secrets: secrets) }, clock: clock)
  }

  public var registerUser: RegisterUser { RegisterUser(store: store, hasher: hasher, secrets: secrets, names: names, policy: registration) }
  public var provisionOwner: ProvisionOwner { ProvisionOwner(store: store, hasher: hasher) }
  public var logIn: LogIn {
    LogIn(
      store: store,
      checkPassword: CheckPassword(store: store, hasher: hasher, secrets: secrets, attempts: attempts, sessions: sessions), attempts: attempts,
      judge: judge, check: check, sessions: sessions)
  }
  public var logInWithPasskey: LogInWithPasskey { LogInWithPasskey(store: store, judge: judge, check: check, sessions: sessions) }
  public var signInWithProvider: SignInWithProvider {
    SignInWithProvider(
      ask: askProvider, register: RegisterWithProvider(secrets: secrets, names: names, registerUser: registerUser, policy: registration),
      check: check, sessions: sessions)
  }
  public var linkIdentities: LinkIdentities { LinkIdentities(ask: askProvider, stepUp: stepUp) }
  public var refreshSession: RefreshSession { RefreshSession(store: store, tokens: tokens, authenticator: authenticator) }
  public var endSession: EndSession {
    EndSession(store: store, policy: tokens.policy, clock: tokens.clock, authenticator: authenticator)
  }
  public var enrolTOTP: EnrolTOTP {
    EnrolTOTP(store: store, secrets: secrets, stepUp: stepUp, check: check, confirm: confirm, demand: demand, authenticator: authenticator)
  }
  public var registerPasskey: RegisterPasskey {
    RegisterPasskey(store: store, secrets: secrets, stepUp: stepUp, judge: judge, authenticator: authenticator)
  }
  public var managePasskeys: ManagePasskeys {
    ManagePasskeys(store: store, stepUp: stepUp, confirm: confirm, demand: demand, authenticator: authenticator)
  }
  public var recoveryCodes: RecoveryCodes { RecoveryCodes(store: store, secrets: secrets, stepUp: stepUp) }
  public var confirmEmail: ConfirmEmail {
    ConfirmEmail(
      store: store, secrets: secrets, stepUp: stepUp, policy: registration,
      authenticator: authenticator)
  }
  public var resetPassword: ResetPassword {
    ResetPassword(
      store: store, hasher: hasher, secrets: secrets, stepUp: stepUp, attempts: attempts,
      authenticator: authenticator)
  }
  public var manageTokens: ManageTokens { ManageTokens(store: store, secrets: secrets, stepUp: stepUp, authenticator: authenticator) }
  public var importAccounts: ImportAccounts { ImportAccounts(store: store, hasher: hasher, secrets: secrets) }
  public var admitMembers: AdmitMembers { AdmitMembers(store: store, secrets: secrets, clock: tokens.clock) }
  public var sendAccountMail: SendAccountMail {
    SendAccountMail(
      store: store, secrets: secrets, mailer: mailer, text: mailText, clock: tokens.clock)
  }
  public var manageAccounts: ManageAccounts { ManageAccounts(store: store, roles: roles, names: names, authenticator: authenticator) }
  public var accounts: Accounts { Accounts(store: store, roles: roles, demand: demand) }
  public var followRevocations: FollowRevocations { FollowRevocations(authenticator: authenticator) }

  public var deactivateAccount: DeactivateAccount {
    DeactivateAccount(store: privacy, confirm: confirm, authenticator: authenticator, policy: privacyPolicy)
  }
  public var eraseAccount: EraseAccount {
    EraseAccount(
      store: privacy, accounts: store, roles: roles, confirm: confirm, secrets: secrets, authenticator: authenticator, policy: privacyPolicy)
  }
  public var erasureSteps: ErasureSteps {
    ErasureSteps(store: privacy, accounts: store, secrets: secrets, authenticator: authenticator, clock: tokens.clock)
  }
  public var exportAccount: ExportAccount {
    ExportAccount(store: privacy, accounts: store, stepUp: stepUp, policy: privacyPolicy, clock: tokens.clock)
  }
  public var holdAccount: HoldAccount { HoldAccount(store: privacy) }

  private var askProvider: AskProvider { AskProvider(store: store, secrets: secrets, providers: providers, clock: tokens.clock) }
  private var confirm: ConfirmIdentity { ConfirmIdentity(stepUp: stepUp, judge: judge, check: check) }
  private var attempts: LimitAttempts { LimitAttempts(store: store, secrets: secrets, clock: tokens.clock) }
  private var check: CheckSecondFactor { CheckSecondFactor(secrets: secrets) }
  private var judge: JudgePasskey {
    JudgePasskey(store: store, secrets: secrets, signatures: signatures, parties: relyingParty, clock: tokens.clock)
  }
  private var sessions: OpenSession { OpenSession(store: store, tokens: tokens, secrets: secrets) }
  private var stepUp: StepUp {
    StepUp(store: store, hasher: hasher, attempts: attempts, judge: judge, check: check, clock: tokens.clock)
  }
}
