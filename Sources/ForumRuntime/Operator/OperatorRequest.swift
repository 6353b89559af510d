public import Admin
public import Auth
public import Forum
public import ForumKernel
public import Foundation

/// What a command asks of the forum whose store is open, in this process or in the running server.
public enum OperatorRequest: Codable, Sendable {
  case createAdministrator(handle: String, email: String, password: String, tenant: String?)
  /// One chunk of an archive; `source` names where its ids come from. It is durable when the answer comes.
  case importItems([ArchiveItem], source: String)
  /// One chunk of accounts of another program, for the tenant of this slug. It is durable when the answer comes.
  case importAccounts([ImportedAccount], tenant: String?)
  /// What the tenant of this slug holds after `position`; from the beginning when it is nil, of the default tenant when the slug is.
  case export(after: ExportPosition?, tenant: String?)
  case search(text: String, filter: String?, limit: Int)
  case status
  /// The status, after every page of a store in the data directory was read.
  case inspection
  case transfer(TransferRequest)
  case stream(StreamRequest)
  /// Until all events of now are handled.
  case settle
  case listKeys
  /// `isRevoking`: the new key signs at once, and what the old ones signed is void.
  case rotateKeys(leadSeconds: Int64, isRevoking: Bool)
  /// Copies the store into the data directory, for a back-up.
  case snapshot
  case verifyAudit
  /// Makes an export of somebody's account and answers when it is made.
  case exportAccount(handle: String, tenant: String?)
  /// The next piece of its archive.
  case exportPiece(AccountExportID, after: Int64, tenant: String?)
  case previewErasure(handle: String, mode: ErasureMode, tenant: String?)
  case eraseAccount(handle: String, mode: ErasureMode, tenant: String?)
  case findErasure(ErasureID, tenant: String?)
  case jobs
  /// Runs the job of that name and waits for it.
  case runJob(String)
  /// A new link for the first administrator.
  case offerClaim
}

/// What came of it.
public enum OperatorReply: Codable, Sendable {
  case done(String)
  case imported(ImportReport)
  /// `next` is nil at the end.
  case exported([ArchiveItem], next: ExportPosition?)
  case found([FoundLine], total: Int)
  case status(ForumStatus)
  case transfer(TransferReply)
  case stream(StreamReply)
  case keys([KeyLine])
  case snapshot(StoreSnapshot)
  case audit(AuditReport)
  case jobs([JobView])
  case accountExport(ExportLine)
  /// `next` is nil at the end.
  case archivePiece(Data, next: Int64?)
  case erasurePreview([ErasureEntry])
  case erasure(ErasureLine)
  case failed(OperatorFailure)
}

/// An export of an account that is made.
public struct ExportLine: Codable, Sendable {
  public let id: AccountExportID
  public let entries: Int64
}

/// An erasure, and its receipt when it is done.
public struct ErasureLine: Codable, Sendable {
  public struct Receipt: Codable, Sendable {
    public let text: String
    public let signature: String
    public let key: String
  }

  public let id: String
  public let mode: ErasureMode
  public let receipt: Receipt?

  init(_ erasure: Erasure) {
    id = "\(erasure.id)"
    mode = erasure.mode
    receipt = erasure.receipt.map { Receipt(text: $0.text, signature: $0.signature, key: $0.key) }
  }
}

/// One of the signing keys, without its secret.
public struct KeyLine: Codable, Sendable {
  /// `k4.pid.…`.
  public let id: String
  /// `k4.public.…`.
  public let publicKey: String
  public let signsFrom: Timestamp
  /// `next`, `signing`, `retiring`.
  public let use: String

  enum CodingKeys: String, CodingKey {
    case id, use
    case publicKey = "public_key"
    case signsFrom = "signs_from"
  }
}

/// A copy of the store in the data directory's `snapshot`.
public struct StoreSnapshot: Codable, Sendable {
  /// The adapter that reads it.
  public let store: String
  /// The name of the file.
  public let database: String
  /// YAML, without secrets.
  public let configuration: String
}

/// One line of search results.
public struct FoundLine: Codable, Sendable {
  public let id: String
  public let kind: String
  public let threadID: String
  public let title: String
  public let excerpt: String
  public let score: Double

  enum CodingKeys: String, CodingKey {
    case id, kind, title, excerpt, score
    case threadID = "thread_id"
  }
}

/// What `doctor` reports of an open forum.
public struct ForumStatus: Codable, Sendable {
  public struct Part: Codable, Sendable {
    public let name: String
    public let adapter: String
    /// Without secrets.
    public let endpoint: String
    /// nil when it is well.
    public let problem: String?
    public let facts: [String: String]
    /// What to do about it although it is well.
    public var advice: String?
  }

  public let parts: [Part]
}

/// An error that travels through the admin socket.
public struct OperatorFailure: Codable, Sendable, Error {
  public struct FaultLine: Codable, Sendable {
    public let pointer: String
    public let code: String
    public let detail: String
  }

  public let code: String
  public let slug: String
  public let message: String
  public let faults: [FaultLine]

  init(_ error: any Error) {
    let known = error as? AppError
    code = known?.code.rawValue ?? "internal"
    slug = known?.slug ?? "internal"
    message = known?.message ?? "\(error)"
    faults = known?.faults.map { FaultLine(pointer: $0.pointer, code: $0.code, detail: $0.detail) } ?? []
  }

  /// The error as it was thrown where the store is open.
  public var error: AppError {
    AppError(
      AppError.Code(rawValue: code) ?? .unavailable, slug, message, faults: faults.map { Fault($0.pointer, $0.code, $0.detail) })
  }
}
