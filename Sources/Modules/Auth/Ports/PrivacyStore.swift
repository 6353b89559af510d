public import ForumKernel

/// Everything that is known about people, wherever it is kept in the store: to be shown to them, and to be erased. Steps of an erasure and of an export may
/// be repeated.
public protocol PrivacyStore: Sendable {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any PrivacyTransaction) throws -> Result
  ) async throws -> Result

  /// Under way or over; nil when the tenant has begun none of this id.
  func erasure(_ id: ErasureID, _ tenant: TenantID) async throws -> Erasure?
  /// The one that was begun by a request of this digest.
  func erasure(request digest: String, _ tenant: TenantID) async throws -> Erasure?
  /// Newest first.
  func erasures(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<Erasure>
  /// What would be done, with the rows that it would be done to.
  func erasurePreview(of user: UserID, mode: ErasureMode, _ tenant: TenantID) async throws -> [ErasureEntry]
  /// The mail addresses that links of the account were sent to.
  func addresses(of user: UserID, _ tenant: TenantID) async throws -> [String]
  /// What imported archives call the account, as words that are kept as digests.
  func importedAs(_ user: UserID, _ tenant: TenantID) async throws -> [String]
  /// What the account wrote, said and reacted with, in small transactions; goes on where it was. `isLate`: once more, for what came in meanwhile.
  func eraseContents(_ erasure: Erasure, isLate: Bool) async throws
  /// What the account kept and what was kept about it, but for the account itself; goes on where it was.
  func eraseRecords(_ erasure: Erasure, isLate: Bool) async throws
  /// What names the person beside the audit log, and stored answers. `logins`: what was typed to sign in.
  func eraseTraces(_ erasure: Erasure, logins: Set<String>) async throws
  /// The account; afterwards there is none of this id. `names`: digests that nobody may take; `attempts`: those under which wrong passwords are counted.
  func eraseAccount(_ erasure: Erasure, names: [String], attempts: [String]) async throws

  /// Accounts whose time to come back is over and that are not held, of every tenant.
  func closuresEnded(by moment: Timestamp, limit: Int) async throws -> [(user: UserID, tenant: TenantID)]

  /// How many kinds of things an export collects.
  var exportSteps: Int64 { get }
  /// In whatever state; nil once it was taken away, by time or by an erasure.
  func export(_ id: AccountExportID, _ tenant: TenantID) async throws -> AccountExport?
  /// The one that was begun last, in whatever state; nil without one.
  func newestExport(of user: UserID, _ tenant: TenantID) async throws -> AccountExport?
  /// Fills the archive from the beginning. Throws `invalid` (`export_too_large`).
  func collect(_ export: AccountExport) async throws
  /// The first part after this number; nil at the end.
  func exportPart(of export: AccountExportID, after number: Int64, _ tenant: TenantID) async throws -> ExportPart?
  /// Takes away archives that are past their time, of every tenant; how many.
  func removeExports(expiredBy moment: Timestamp) async throws -> Int
  /// Takes away what there is of one.
  func discard(_ export: AccountExport) async throws
}

public protocol PrivacyTransaction: AuthTransaction, SagaBeginning {
  /// nil: nothing keeps the account from being erased.
  func legalHold(of user: UserID) throws -> LegalHold?
  /// In the place of the one that there is.
  func put(_ hold: LegalHold, on user: UserID) throws
  /// False when there was none.
  func removeLegalHold(of user: UserID) throws -> Bool
  /// `request`: the digest of a request that may be repeated; nil for one that can't be.
  func insert(_ erasure: Erasure, request digest: String?) throws
  /// The one that was begun by a request of this digest; nil for a request that is new.
  func erasure(request digest: String) throws -> Erasure?
  /// Digests of what archives call the account: imports ask for them.
  func keepErased(authors digests: [String], of erasure: Erasure) throws
  /// Adds to what an erasure has done.
  func note(_ entry: ErasureEntry, of erasure: Erasure) throws
  /// What it has done so far, by store and item.
  func entries(of erasure: Erasure) throws -> [ErasureEntry]
  /// False when it has one already.
  func save(_ receipt: SignedReceipt, of erasure: Erasure) throws -> Bool
  /// The one that was begun last, in whatever state; nil without one.
  func newestExport(of user: UserID) throws -> AccountExport?
  /// It begins running and empty.
  func insert(_ export: AccountExport) throws
  /// Ends one that is running, at the time of this transaction; one that has ended stays as it is.
  func setState(_ state: AccountExport.State, of export: AccountExport) throws
}
