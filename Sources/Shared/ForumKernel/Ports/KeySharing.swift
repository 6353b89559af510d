/// Keeps a forum's keys where all of its nodes find them. Keys of one kind share the name up to its first dot: `signing.key`, `signing.1764350000000.key`.
public protocol KeySharing: Sendable {
  /// The keys that count, by name. Those that the store has; of a kind that it lacks, those of `own`, which are put there. Where nothing is shared
  /// because one node alone has the store, `own`.
  func sharedKeys(_ own: [String: [UInt8]]) async throws -> [String: [UInt8]]
  /// Puts keys there and takes others away, all or nothing. False where nothing is shared, and nothing was done.
  func changeKeys(adding: [String: [UInt8]], removing: [String]) async throws -> Bool
  /// What the store holds of all tenants that `sealing.key` opens: of each kind the oldest, up to `limit` of it.
  func sealedSecrets(limit: Int) async throws -> [SealedSecret]
}

/// A secret of somebody's, as the store holds it.
public struct SealedSecret: Sendable, Equatable {
  public enum Kind: Sendable { case secondFactor, webhook }

  public let kind: Kind
  /// The account or the webhook, beside which alone it can be opened.
  public let owner: RawID
  public let sealed: String

  public init(kind: Kind, owner: RawID, sealed: String) {
    self.kind = kind
    self.owner = owner
    self.sealed = sealed
  }
}
