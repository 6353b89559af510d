public import Admin
import ForumKernel
import ForumWiring
public import Logging

/// The check of a forum's audit log from the command line: by the running server, or on the stopped store, of which nothing is changed then.
public enum AuditInspection {
  /// Throws `notFound` (`forum_not_found`) where no forum is, and what keeps the store from being read.
  public static func run(config: ServerConfig, adapters: AdapterSet, logger: Logger) async throws -> AuditReport {
    let directory = config.server.data
    guard DataFormat.isClaimed(directory) else { throw AppError(.notFound, "forum_not_found", "There is no forum in \(directory).") }
    do {
      let lock = try StoreLock(directory: directory)
      defer { withExtendedLifetime(lock) {} }
      return try await inspect(config, adapters, logger)
    } catch let error as AppError where error.slug == "store_in_use" {
      let forum = try await OperatorLine(config: config, adapters: adapters, logger: logger)
      guard case .audit(let report) = try await forum.call(.verifyAudit) else {
        throw AppError(.invalid, "version_mismatch", "The running server is of another version.")
      }
      return report
    }
  }

  private static func inspect(_ config: ServerConfig, _ adapters: AdapterSet, _ logger: Logger) async throws -> AuditReport {
    let directory = config.server.data
    let context = AdapterContext(
      dataDirectory: directory, settings: config.values, clock: SystemClock(), logger: logger, container: Container())
    let (config, vault) = try await config.readingSecrets(adapters, context)
    do {
      let storage = try await adapters.openStore(config, context.with(config.values))
      let report = try await inspect(storage, adapters, directory)
      await vault?.close()
      return report
    } catch {
      await vault?.close()
      throw error
    }
  }

  private static func inspect(_ storage: Storage, _ adapters: AdapterSet, _ directory: String) async throws -> AuditReport {
    do {
      let report = try await VerifyAudit(trail: storage.admin, anchors: try adapters.openAnchors(directory))()
      try await storage.close()
      return report
    } catch {
      try await storage.close()
      throw error
    }
  }
}
