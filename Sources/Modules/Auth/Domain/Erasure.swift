public import ForumKernel

public enum ErasureTag {}
public typealias ErasureID = ID<ErasureTag>

/// How much goes with an account. In each of them the person goes: name, address, sessions, and whatever they kept for themselves.
public enum ErasureMode: String, Sendable, Codable, CaseIterable {
  /// What they wrote stays, and nobody wrote it.
  case anonymise
  /// What they wrote is emptied too, and its places stay, so that the answers of others make sense.
  case content
  /// Their posts and comments cannot be seen any more either, nor threads in which nobody else wrote, and their reactions are taken back.
  case all
}

/// One erasure of an account.
public struct Erasure: Sendable {
  public let id: ErasureID
  public let tenant: TenantID
  /// Leads to nobody any more once it is done.
  public let userID: UserID
  public let mode: ErasureMode
  /// nil: the operator of the machine, or the end of the time in which an account that was put away could come back.
  public let requestedBy: UserID?
  public let requestedAt: Timestamp
  /// Rows and files that were changed so far.
  public let changed: Int64
  public var receipt: SignedReceipt?

  public init(
    id: ErasureID, tenant: TenantID, userID: UserID, mode: ErasureMode, requestedBy: UserID?, requestedAt: Timestamp, changed: Int64 = 0,
    receipt: SignedReceipt? = nil
  ) {
    self.id = id
    self.tenant = tenant
    self.userID = userID
    self.mode = mode
    self.requestedBy = requestedBy
    self.requestedAt = requestedAt
    self.changed = changed
    self.receipt = receipt
  }
}

/// What was done, or would be, in one place of a store.
public struct ErasureEntry: Sendable, Codable, Equatable {
  /// The name under which a receipt lists what stays.
  public static let exceptions = "exceptions"

  /// `store`, `search`, `mail`: what keeps it.
  public let store: String
  /// The table, file or kind of thing in it.
  public let item: String
  public let done: String
  public let count: Int64

  public init(store: String, item: String, done: String, count: Int64 = 0) {
    self.store = store
    self.item = item
    self.done = done
    self.count = count
  }
}

/// A receipt as it was signed.
public struct SignedReceipt: Sendable {
  public let endedAt: Timestamp
  /// JSON; the signature is over exactly these bytes.
  public let text: String
  /// Ed25519 in base64url.
  public let signature: String
  /// `k4.public.…`
  public let key: String

  public init(endedAt: Timestamp, text: String, signature: String, key: String) {
    self.endedAt = endedAt
    self.text = text
    self.signature = signature
    self.key = key
  }
}

/// What a receipt says.
struct ErasureReceipt: Codable {
  let erasure: String
  let tenant: String
  let account: String
  let mode: String
  let requestedBy: String?
  let requestedAt: String
  let endedAt: String
  let stores: [ErasureEntry]
  let exceptions: [ErasureEntry]

  enum CodingKeys: String, CodingKey {
    case erasure, tenant, account, mode, stores, exceptions
    case requestedBy = "requested_by"
    case requestedAt = "requested_at"
    case endedAt = "ended_at"
  }

  init(_ erasure: Erasure, _ entries: [ErasureEntry], endedAt: Timestamp) {
    self.erasure = "\(erasure.id)"
    tenant = "\(erasure.tenant)"
    account = "\(erasure.userID)"
    mode = erasure.mode.rawValue
    requestedBy = erasure.requestedBy?.description
    requestedAt = "\(erasure.requestedAt)"
    self.endedAt = "\(endedAt)"
    stores = entries.filter { $0.store != ErasureEntry.exceptions }
    exceptions = entries.filter { $0.store == ErasureEntry.exceptions }
  }
}
