public import ForumKernel
public import ForumWiring
import Logging
import NIOHTTP1
import Synchronization

/// The secrets of one vault that this server uses. Leases are renewed after two thirds of their lives; what can't be renewed is replaced while it still
/// lives. While the vault is away, everything stays what it was.
public final class VaultSecrets: Sendable {
  private static let logger = Logger(label: "secrets.vault")
  /// How long somebody who needs a secret now waits for what the vault has to say.
  private static let patience = Duration.seconds(1)
  private static let pauses = Duration.milliseconds(50)...Duration.seconds(1)

  private struct State {
    var held: [String: HeldSecret] = [:]
    var reading: [String: Task<Result<Void, VaultError>, Never>] = [:]
    var sessionProblem: String?
    var counts = VaultState.Counts()
    var keeping: Task<Void, Never>?
  }

  private let target: VaultTarget
  private let client: VaultClient
  private let session: VaultSession
  private let state = Mutex(State())

  /// Asks for nothing yet. Throws `invalid` (`vault_ca_file`).
  public init(_ target: VaultTarget, requestTimeout: Duration = .seconds(5)) throws(AppError) {
    self.target = target
    client = try VaultClient(target, timeout: requestTimeout)
    session = VaultSession(target, client)
    if target.isOpenOnTheWay { Self.logger.warning("The vault is reached over http: whoever is on the way reads all secrets. Use https.") }
    let task = Task { [weak self] in
      while !Task.isCancelled {
        guard let pause = await self?.keep() else { return }
        try? await Task.sleep(for: pause)
      }
    }
    state.withLock { $0.keeping = task }
  }

  /// Reads the reference, and gives what reads it from then on. Throws `unavailable` with a slug that begins with `vault_`; the message has the path.
  public func source(_ reference: SecretReference) async throws(AppError) -> any SecretSource {
    do {
      if state.withLock({ $0.held[reference.path] == nil }) { try await read(reference.path, nil) }
      _ = try text(reference)
    } catch {
      throw AppError(error, asking: reference.path)
    }
    return VaultSecret(reference, self)
  }

  /// How it is now.
  public var current: VaultState {
    let now = ContinuousClock.now
    return state.withLock { state in
      let problems =
        [state.sessionProblem]
        + state.held.sorted { $0.key < $1.key }.map { path, held in
          held.problem.map { AppError($0, asking: path).message }
        }
      let ends = state.held.values.compactMap { $0.lease?.life.end }
      let left = ends.min().map { Double(now.duration(to: $0).milliseconds) / 1000 }
      return VaultState(
        endpoint: target.address, problem: problems.compactMap(\.self).first, leases: ends.count, secondsLeft: left, counts: state.counts)
    }
  }

  /// Gives back what was lent, and ends all waits.
  public func close() async {
    let keeping = state.withLock { $0.keeping }
    keeping?.cancel()
    await keeping?.value
    await session.close()
    await client.close()
  }

  /// As it is now: one without a lease is read again, unless the vault does not answer at once.
  func secret(_ reference: SecretReference) async throws(AppError) -> String {
    let isStale = state.withLock { $0.held[reference.path]?.isStale(.now) ?? true }
    // What went wrong is noted; what was there before goes on.
    if isStale { try? await read(reference.path, Self.patience) }
    do { return try text(reference) } catch { throw AppError(error, asking: reference.path) }
  }

  func edition(_ path: String) -> Int { state.withLock { $0.held[path]?.edition ?? 0 } }

  /// Returns when another one is there, or could not be had.
  func wasRefused(_ reference: SecretReference, _ secret: String) async {
    let isDue = state.withLock { state in
      guard (try? state.held[reference.path]?.text(reference.field)) == secret else { return false }
      state.held[reference.path]?.refused(.now, chance: .random(in: 0...1))
      return state.held[reference.path]?.lease != nil
    }
    if isDue { await keep(reference.path) }
  }

  private func text(_ reference: SecretReference) throws(VaultError) -> String {
    guard let held = state.withLock({ $0.held[reference.path] }) else { throw .closed }
    return try held.text(reference.field)
  }

  /// Does what is due; how long nothing will be.
  private func keep() async -> Duration {
    let paths = state.withLock { $0.held.keys.sorted() }
    async let token = keepToken()
    await withTaskGroup(of: Void.self) { group in
      for path in paths { group.addTask { await self.keep(path) } }
    }
    let next = await token
    let edition = await session.edition
    let dues = state.withLock { state in paths.compactMap { state.held[$0]?.due(tokenEdition: edition) } } + [next].compactMap(\.self)
    let left = dues.min().map { ContinuousClock.now.duration(to: $0) } ?? Self.pauses.upperBound
    return min(max(left, Self.pauses.lowerBound), Self.pauses.upperBound)
  }

  private func keepToken() async -> LeaseLife.Instant? {
    do throws(VaultError) {
      let next = try await session.keep(.now)
      let problem = await session.problem(.now)
      state.withLock { $0.sessionProblem = problem }
      return next
    } catch {
      Self.logger.warning("The vault can't be asked.", metadata: ["error": "\(error)"])
      let problem = AppError(error, asking: "auth").message
      state.withLock { state in
        state.sessionProblem = problem
        state.counts.failures += 1
      }
      return nil
    }
  }

  /// Renews or replaces one, when that is due.
  private func keep(_ path: String) async {
    let edition = await session.edition
    if state.withLock({ $0.held[path]?.step(.now, tokenEdition: edition) }) == .renew { await renew(path) }
    // A renewal may have been the last one.
    if state.withLock({ $0.held[path]?.step(.now, tokenEdition: edition) }) == .replace { try? await read(path, nil) }
  }

  private func renew(_ path: String) async {
    guard let lease = state.withLock({ $0.held[path]?.lease }) else { return }
    do throws(VaultError) {
      let body = ["lease_id": lease.id, "increment": "\(lease.life.wholeSeconds)"]
      let (answer, _) = try await session.call(.PUT, "sys/leases/renew", body)
      state.withLock { state in
        state.held[path]?.renewed(answer, .now)
        state.counts.renewals += 1
      }
    } catch {
      Self.logger.warning("A lease was not renewed.", metadata: ["path": "\(path)", "error": "\(error)"])
      state.withLock { state in
        state.counts.failures += 1
        if error.isPassing { state.held[path]?.failed(error, .now, chance: .random(in: 0...1)) } else { state.held[path]?.lost(.now) }
      }
    }
  }

  /// Several that need one path at once wait for one call.
  private func read(_ path: String, _ patience: Duration?) async throws(VaultError) {
    let task = state.withLock { state in
      if let task = state.reading[path] { return task }
      let task = Task { await self.readAnew(path, patience) }
      state.reading[path] = task
      return task
    }
    try await task.value.get()
  }

  private func readAnew(_ path: String, _ patience: Duration?) async -> Result<Void, VaultError> {
    let outcome: Result<Void, VaultError>
    do throws(VaultError) {
      let (answer, edition) = try await session.call(.GET, path, patience: patience)
      state.withLock { state in
        if state.held[path] == nil {
          state.held[path] = HeldSecret(answer, tokenEdition: edition, .now)
        } else {
          state.held[path]?.replaced(by: answer, tokenEdition: edition, .now)
          if state.held[path]?.lease != nil { state.counts.replacements += 1 }
        }
      }
      outcome = .success(())
    } catch {
      state.withLock { state in
        state.counts.failures += 1
        state.held[path]?.failed(error, .now, chance: .random(in: 0...1))
      }
      Self.logger.warning("A secret was not read.", metadata: ["path": "\(path)", "error": "\(error)"])
      outcome = .failure(error)
    }
    state.withLock { $0.reading[path] = nil }
    return outcome
  }
}

/// One reference, read from the vault whenever it is used.
private struct VaultSecret: SecretSource {
  private let reference: SecretReference
  private let vault: VaultSecrets

  init(_ reference: SecretReference, _ vault: VaultSecrets) {
    self.reference = reference
    self.vault = vault
  }

  var edition: Int { vault.edition(reference.path) }
  func secret() async throws -> String { try await vault.secret(reference) }
  func wasRefused(_ secret: String) async { await vault.wasRefused(reference, secret) }
}
