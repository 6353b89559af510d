/// Keeps a forum's keys where all of its nodes find them.
public protocol KeySharing: Sendable {
  /// The keys that count, by name: those that the store has, else `own`, which are put there when the store is shared by several nodes.
  func sharedKeys(_ own: [String: [UInt8]]) async throws -> [String: [UInt8]]
}
