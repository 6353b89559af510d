import ForumKernel
import ForumWiring
import Logging
import NIOHTTP1

/// Who this server is for the vault: the token, renewed while it can be, and come by anew when it ends.
actor VaultSession {
  private static let logger = Logger(label: "secrets.vault")
  private static let closeTimeout = Duration.seconds(2)
  private static let formerMax = 4

  private struct Token {
    let text: String
    /// nil for one that does not end.
    var life: LeaseLife?
  }

  private let client: VaultClient
  private let target: VaultTarget
  private var token: Token?
  /// Own tokens of before that may live on, with leases that are still in use.
  private var former: [String] = []
  /// The log-in that is on its way: all that need a token wait for it.
  private var coming: Task<Result<Void, VaultError>, Never>?
  private var pause = RetryPause()
  private var nextTry: LeaseLife.Instant?
  /// Goes up with each token: what was leased with one ends with it.
  private(set) var edition = 0

  init(_ target: VaultTarget, _ client: VaultClient) {
    self.target = target
    self.client = client
  }

  private var isOwn: Bool { if case .appRole = target.logIn { true } else { false } }

  /// Calls the vault with the token; with another one where it is none any more. Gives the token's edition too.
  func call(
    _ method: HTTPMethod, _ path: String, _ body: [String: String] = [:], patience: Duration? = nil
  ) async throws(VaultError) -> (answer: VaultAnswer, edition: Int) {
    let used = try await current()
    let usedEdition = edition
    do {
      return (try await client.call(method, path, body, token: used, patience: patience), usedEdition)
    } catch {
      // A path may be denied to a token that is good.
      guard error == .denied, await !isGood(used, patience) else { throw error }
    }
    // Another call may have noticed before.
    if edition == usedEdition { token = nil }
    let again = try await current()
    guard again != used else { throw .denied }
    let editionNow = edition
    return (try await client.call(method, path, body, token: again, patience: patience), editionNow)
  }

  /// Renews the token when that is due, or comes by another one. Gives when to look again, nil for a token without an end.
  func keep(_ now: LeaseLife.Instant) async throws(VaultError) -> LeaseLife.Instant? {
    if let nextTry, now < nextTry { return nextTry }
    do {
      if let held = token {
        guard let life = held.life, life.due <= now else { return held.life?.due }
        if life.step == .renew { try await renew(held.text) }
        if token?.life?.step == .replace { try await replace() }
      } else {
        _ = try await current()
      }
    } catch {
      nextTry = pause.failed(.now, before: token?.life?.end, chance: .random(in: 0...1))
      throw error
    }
    nextTry = nil
    pause.succeeded()
    return token?.life?.due
  }

  /// What somebody should do about a token that this server can't prolong; nil while all is well.
  func problem(_ now: LeaseLife.Instant) -> String? {
    guard !isOwn, let life = token?.life, life.step == .replace, life.due <= now + .seconds(1) else { return nil }
    return "vault.token ends in \(max(0, now.duration(to: life.end).milliseconds / 1000)) s and can't be renewed: put another one where it comes from"
  }

  /// Gives own tokens back, and with them all that was leased with them.
  func close() async {
    guard isOwn else { return }
    for text in former + [token?.text].compactMap(\.self) {
      do throws(VaultError) {
        _ = try await client.call(.POST, "auth/token/revoke-self", token: text, patience: Self.closeTimeout)
      } catch {
        // One of before is over as a rule.
        if text == token?.text { Self.logger.warning("The token of the vault was not given back.", metadata: ["error": "\(error)"]) }
      }
    }
  }

  private func current() async throws(VaultError) -> String {
    if token == nil { try await replace() }
    guard let token else { throw .closed }
    return token.text
  }

  private func renew(_ text: String) async throws(VaultError) {
    let answer: VaultAnswer
    do {
      answer = try await client.call(.POST, "auth/token/renew-self", token: text)
    } catch {
      guard !error.isPassing else { throw error }
      Self.logger.warning("The token of the vault can't be renewed.", metadata: ["error": "\(error)"])
      token?.life?.lost(.now)
      return
    }
    guard let auth = answer.auth else { throw .malformed("a renewal without a token") }
    token?.life?.renewed(seconds: auth.leaseDuration, isRenewable: auth.renewable, .now)
  }

  private func replace() async throws(VaultError) {
    let task = coming ?? Task { await self.logIn() }
    coming = task
    try await task.value.get()
  }

  private func logIn() async -> Result<Void, VaultError> {
    defer { coming = nil }
    do throws(VaultError) {
      let new = try await newToken()
      if token?.text != new.text {
        former = (former + [token?.text].compactMap(\.self)).suffix(Self.formerMax)
        edition += 1
      }
      token = new
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  private func newToken() async throws(VaultError) -> Token {
    do throws(VaultError) {
      switch target.logIn {
      case .token(let source): return try await look(at: try await Self.read(source))
      case .appRole(let mount, let roleID, let secretID):
        var body = ["role_id": try await Self.read(roleID)]
        if let secretID { body["secret_id"] = try await Self.read(secretID) }
        let answer = try await client.call(.POST, "auth/\(mount)/login", body, token: nil)
        guard let auth = answer.auth else { throw .malformed("a log-in without a token") }
        return Token(text: auth.clientToken, life: Self.life(auth.leaseDuration, auth.renewable))
      }
    } catch {
      switch error {
      case .denied: throw .noLogIn(isOwn ? "the vault does not let this AppRole in" : "the vault does not accept vault.token: it is wrong, or over")
      case .refused(400, let words): throw .noLogIn("the vault does not let this AppRole in: \(words)")
      case .notFound: throw .noLogIn("nobody can log in at vault.auth_mount: nothing is mounted there")
      default: throw error
      }
    }
  }

  /// How long a token lives that somebody else made.
  private func look(at text: String) async throws(VaultError) -> Token {
    let answer = try await client.call(.GET, "auth/token/lookup-self", token: text)
    guard case .integer(let seconds)? = answer.data["ttl"], case .boolean(let isRenewable)? = answer.data["renewable"] else {
      throw .malformed("a token without a life")
    }
    guard case .text? = answer.data["expire_time"] else { return Token(text: text) }
    return Token(text: text, life: LeaseLife(seconds: seconds, isRenewable: isRenewable, .now))
  }

  private func isGood(_ text: String, _ patience: Duration?) async -> Bool {
    do throws(VaultError) {
      _ = try await client.call(.GET, "auth/token/lookup-self", token: text, patience: patience)
      return true
    } catch {
      return error != .denied
    }
  }

  private static func life(_ seconds: Int, _ isRenewable: Bool) -> LeaseLife? {
    seconds > 0 ? LeaseLife(seconds: seconds, isRenewable: isRenewable, .now) : nil
  }

  private static func read(_ source: any SecretSource) async throws(VaultError) -> String {
    do { return try await source.secret() } catch { throw .noLogIn((error as? AppError)?.message ?? "\(error)") }
  }
}
