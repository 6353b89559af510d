import Auth
import ForumKernel

/// For tests in which nobody asks for an export or an erasure: those that do have a real store.
struct NoPrivacyStore: PrivacyStore {
  private static let absent = AppError(.unavailable, "no_privacy_store", "There is none in this test.")

  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any PrivacyTransaction) throws -> Result
  ) async throws -> Result { throw Self.absent }
  func erasure(_ id: ErasureID, _ tenant: TenantID) async throws -> Erasure? { nil }
  func erasures(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<Erasure> { Page(items: [], next: nil) }
  func erasurePreview(of user: UserID, mode: ErasureMode, _ tenant: TenantID) async throws -> [ErasureEntry] { [] }
  func erasure(request digest: String, _ tenant: TenantID) async throws -> Erasure? { nil }
  func importedAs(_ user: UserID, _ tenant: TenantID) async throws -> [String] { [] }
  func addresses(of user: UserID, _ tenant: TenantID) async throws -> [String] { [] }
  func eraseContents(_ erasure: Erasure, isLate: Bool) async throws { throw Self.absent }
  func eraseRecords(_ erasure: Erasure, isLate: Bool) async throws { throw Self.absent }
  func eraseTraces(_ erasure: Erasure, logins: Set<String>) async throws { throw Self.absent }
  func eraseAccount(_ erasure: Erasure, names: [String], attempts: [String]) async throws { throw Self.absent }
  func closuresEnded(by moment: Timestamp, limit: Int) async throws -> [(user: UserID, tenant: TenantID)] { [] }
  var exportSteps: Int64 { 0 }
  func export(_ id: AccountExportID, _ tenant: TenantID) async throws -> AccountExport? { nil }
  func newestExport(of user: UserID, _ tenant: TenantID) async throws -> AccountExport? { nil }
  func collect(_ export: AccountExport) async throws { throw Self.absent }
  func exportPart(of export: AccountExportID, after number: Int64, _ tenant: TenantID) async throws -> ExportPart? { nil }
  func removeExports(expiredBy moment: Timestamp) async throws -> Int { 0 }
  func discard(_ export: AccountExport) async throws { throw Self.absent }
}
