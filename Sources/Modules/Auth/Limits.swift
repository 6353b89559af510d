/// What Auth accepts and how long things last. Lifetimes that operators set are in `SessionPolicy`.
public enum AuthLimits {
  public static let handleLength = 3...32
  /// RFC 5321.
  public static let emailLengthMax = 254
  /// NIST 800-63B: length over composition; the upper bound keeps hashing cheap.
  public static let passwordLength = 10...128
  public static let displayNameLengthMax = 60
  public static let deviceNameLengthMax = 60
  /// The link for the first administrator: a day, for those who start a forum in the evening.
  public static let claimSeconds: Int64 = 86_400
  /// Whoever logs in more often loses the oldest session: bounds the list and the table.
  public static let sessionsMax = 50
  /// A sign-in counts as fresh so long: who does something dangerous later gives the password once more.
  public static let freshSeconds: Int64 = 600
  /// 160 bits, as RFC 4226 advises.
  public static let totpSecretBytes = 20
  public static let totpStepSeconds: Int64 = 30
  /// Clocks of phones are off by less than one step.
  public static let totpStepsOff: Int64 = 1
  public static let recoveryCodes = 10
  /// 64 bits each: nobody guesses them in the tries that there are.
  public static let recoveryCodeBytes = 8
  public static let otpLengthMax = 20
  /// As long as people look for a security key; browsers are told the same.
  public static let passkeyChallengeSeconds: Int64 = 300
  /// Phones, computers and keys of one person.
  public static let passkeysMax = 20
  public static let passkeyNameLengthMax = 60
  /// WebAuthn §5.8.3.
  public static let credentialIDBytesMax = 1023
  /// Browsers write 100 to 300 bytes.
  public static let clientDataBytesMax = 4096
  /// A key of RSA and extensions need less.
  public static let authenticatorDataBytesMax = 4096
  /// Certificates of hardware modules make some thousand bytes.
  public static let attestationBytesMax = 32_768
  /// RSA with 8192 bits.
  public static let signatureBytesMax = 1024
  /// WebAuthn §5.4.3.
  public static let userHandleBytesMax = 64
  /// 2048 to 8192 bits: larger ones only cost time.
  public static let rsaModulusBytes = 256...1024
  public static let rsaExponentBytes = 1...4
  public static let transportsMax = 8
  public static let mailLinkSeconds: Int64 = 86_400
  /// Who has forgotten a password reads the mail at once.
  public static let resetLinkSeconds: Int64 = 3600
  /// Mails to one address that anybody can ask for.
  public static let mailLinksAnHour: Int64 = 5
  public static let invitationSeconds: Int64 = 7 * 86_400
  public static let invitationsOpenMax: Int64 = 1000
  /// A queue that is longer is worked off from its front.
  public static let waitingShown = 100
  /// 160 bits.
  public static let tokenSecretBytes = 20
  /// Tokens for programs of one account: as sessions, more than anybody looks after.
  public static let tokensMax = 50
  public static let tokenNameLengthMax = 60
  public static let tokenDays = 1...366
  public static let tokenDaysDefault = 90
  /// How long somebody may stay on a provider's pages.
  public static let providerSignInSeconds: Int64 = 600
  /// Sign-ins of one tenant that may be on their way at once; the oldest end by themselves.
  public static let providerSignInsMax: Int64 = 10_000
  /// Of one account.
  public static let identitiesMax = 10
  /// 256 bits.
  public static let providerTicketBytes = 32
  /// Handles of new accounts that are tried, from what a provider calls somebody on.
  public static let handleTriesMax = 20
  /// Wrong tries that cost nothing: everybody mistypes.
  public static let failuresFree: Int64 = 5
  /// The longest wait after one wrong try more.
  public static let failureWaitSecondsMax: Int64 = 900
  /// NIST 800-63B: at most so many wrong passwords in a row, over all strangers together.
  public static let failuresInARowMax: Int64 = 100
  /// Wrong tries are forgotten after so long.
  public static let failuresKeptSeconds: Int64 = 86_400
}

/// How long sessions last.
public struct SessionPolicy: Sendable {
  public var accessTokenSeconds: Int64 = 900
  /// A session ends when it is not refreshed for so long.
  public var idleSeconds: Int64 = 30 * 86_400
  /// A session ends after so long, whatever happens.
  public var absoluteSeconds: Int64 = 90 * 86_400
  /// So long a used refresh token still answers with its successor, for clients that lost the answer.
  public var graceSeconds: Int64 = 20
  /// So long what a token may do is remembered before it is looked up again. nil: until something tells that it changed, where everything that changes it
  /// does so in this process.
  public var rememberedSeconds: Int64?

  public init() {}
}
