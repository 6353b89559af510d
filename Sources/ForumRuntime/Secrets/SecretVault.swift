import ForumKernel
public import ForumWiring

/// What keeps secrets on another machine, opened: references in the configuration are read from it.
public struct SecretVault: Sendable {
  /// Reads the reference once, and gives what reads it from then on. Throws `AppError` that names the path and never a value.
  public let source: @Sendable (SecretReference) async throws -> any SecretSource
  /// How it is now.
  public let state: @Sendable () -> SecretVaultState
  /// Gives back what was lent; the secrets may end with this.
  public let close: @Sendable () async -> Void

  public init(
    source: @escaping @Sendable (SecretReference) async throws -> any SecretSource, state: @escaping @Sendable () -> SecretVaultState,
    close: @escaping @Sendable () async -> Void
  ) {
    self.source = source
    self.state = state
    self.close = close
  }
}

/// What is known of a vault, for people and for metrics.
public struct SecretVaultState: Sendable {
  public let endpoint: String
  /// What keeps it from being asked, or a secret from being renewed; nil while all is well.
  public let problem: String?
  /// Secrets that end unless they are renewed, and when the first of them does.
  public let leases: Int
  public let secondsLeft: Double?
  /// Renewals of leases, secrets that took the place of older ones, and calls that failed, since the start.
  public let renewals: Int
  public let replacements: Int
  public let failures: Int

  public init(endpoint: String, problem: String?, leases: Int, secondsLeft: Double?, renewals: Int, replacements: Int, failures: Int) {
    self.endpoint = endpoint
    self.problem = problem
    self.leases = leases
    self.secondsLeft = secondsLeft
    self.renewals = renewals
    self.replacements = replacements
    self.failures = failures
  }
}

extension ServerConfig {
  /// The same with the secrets that the vault keeps, and the vault, which must be closed after everything that uses them; nil where nothing refers to it.
  /// Throws what keeps a secret from being read, naming its setting and its path, or `invalid` (`secret_unsuitable`).
  func readingSecrets(_ adapters: AdapterSet, _ context: AdapterContext) async throws -> (config: ServerConfig, vault: SecretVault?) {
    guard !references.isEmpty else { return (self, nil) }
    let vault = try await adapters.secrets.factory(named: "secrets.vault").make(context)
    do {
      var (texts, sources): ([String: SettingValue], [String: any SecretSource]) = ([:], [:])
      for declaration in declarations {
        guard let reference = references[declaration.key] else { continue }
        let source: any SecretSource
        let value: SettingValue
        do {
          source = try await vault.source(reference)
          value = .text(try await source.secret())
        } catch let error as AppError {
          throw AppError(error.code, error.slug, "\(declaration.key) can't be read. \(error.message)", retryAfterSeconds: error.retryAfterSeconds)
        }
        if let expected = declaration.complaint(value) {
          throw AppError(
            .invalid, "secret_unsuitable", "\(declaration.key) is \(reference), and what is there is not as it should be: expected \(expected).")
        }
        texts[declaration.key] = value
        sources[declaration.key] = source
      }
      let values = self.values.adding(texts, sources: sources)
      return (ServerConfig(values: values, declarations: declarations, origins: origins, warnings: warnings, references: references), vault)
    } catch {
      await vault.close()
      throw error
    }
  }
}
