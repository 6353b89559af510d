import ForumKernel
import ForumWiring
public import Logging

extension ServerConfig {
  /// Opens the store that the settings name, looks whether anything is in it, and closes it again; nothing is written. Throws `conflict` (`store_occupied`)
  /// where a forum is, and what keeps the store from opening.
  public func requireEmptyStore(_ adapters: AdapterSet, logger: Logger) async throws {
    let context = AdapterContext(
      dataDirectory: server.data, settings: values, clock: SystemClock(), logger: logger, container: Container())
    let (read, vault) = try await readingSecrets(adapters, context)
    let state: Result<TransferTargetState, any Error>
    do {
      let storage = try await adapters.stores.factory(named: self.adapters.store).make(context.with(read.values))
      do { state = .success(try await storage.transfer.targetState()) } catch { state = .failure(error) }
      try await storage.close()
    } catch {
      await vault?.close()
      throw error
    }
    await vault?.close()
    guard try state.get() == .empty else {
      throw AppError(
        .conflict, "store_occupied", "The store \(self.adapters.store) holds a forum already: name an empty one, made for this alone.")
    }
  }
}
