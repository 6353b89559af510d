import ForumKernel
import ForumWiring
public import Logging

/// Reads every secret that the configuration refers to, where no forum is there yet that would.
public struct SecretCheck: Sendable {
  private let config: ServerConfig

  public init(_ config: ServerConfig) { self.config = config }

  /// nil where no setting refers to a vault.
  public func finding(_ adapters: AdapterSet, _ logger: Logger) async -> Finding? {
    guard !config.references.isEmpty else { return nil }
    let context = AdapterContext(
      dataDirectory: config.server.data, settings: config.values, clock: SystemClock(), logger: logger, container: Container())
    do {
      let (_, vault) = try await config.readingSecrets(adapters, context)
      await vault?.close()
      return .ok("secrets", "all \(config.references.count) of the vault can be read")
    } catch {
      return .bad("secrets", (error as? AppError)?.message ?? "\(error)", do: "The forum does not start without it.")
    }
  }
}
