import ForumKernel

/// Why a command has no useful answer.
enum RedisError: Error, Hashable, Sendable {
  /// The client was closed by its owner.
  case closed
  /// There is no connection, and why.
  case unreachable(String)
  /// The connection broke while the answer was awaited: whether the command was carried out is unknown.
  case lost
  /// The deadline passed; as with `lost`, the command may have been carried out.
  case timedOut
  /// Too many commands wait already.
  case overloaded
  /// The peer does not speak RESP.
  case malformed(String)

  // What servers answer. None of these commands was carried out.
  case loading
  case readOnly
  case outOfMemory
  /// `NOAUTH` or `WRONGPASS`.
  case unauthenticated(String)
  /// `NOPERM`: the user may not do that.
  case forbidden(String)
  case noScript
  case clusterDown
  case moved(slot: Int, RedisAddress)
  case ask(slot: Int, RedisAddress)
  /// Any other error reply.
  case refused(String)

  /// The error that a server's error reply stands for; `peer` is that server, which a redirection without a host means.
  init(reply: String, from peer: RedisAddress) {
    let words = reply.split(separator: " ", maxSplits: 3)
    switch words.first {
    case "LOADING": self = .loading
    case "READONLY": self = .readOnly
    case "OOM": self = .outOfMemory
    case "NOAUTH", "WRONGPASS": self = .unauthenticated(reply)
    case "NOPERM": self = .forbidden(reply)
    case "NOSCRIPT": self = .noScript
    case "CLUSTERDOWN": self = .clusterDown
    case "MOVED", "ASK":
      guard words.count >= 3, let slot = Int(words[1]), 0..<HashSlot.count ~= slot, let address = RedisAddress(words[2], relativeTo: peer) else {
        self = .refused(reply)
        return
      }
      self = words[0] == "MOVED" ? .moved(slot: slot, address) : .ask(slot: slot, address)
    default: self = .refused(reply)
    }
  }

  /// The connection, not the command, is at fault.
  var isOfConnection: Bool {
    switch self {
    case .unreachable, .lost, .timedOut, .malformed: true
    default: false
    }
  }
}

extension AppError {
  /// What the callers of the cache see.
  init(_ error: RedisError) {
    switch error {
    case .closed: self.init(.unavailable, "cache_closed", "The cache is closed.")
    case .loading: self = .unavailableCache("cache_loading", "The cache is reading its data.")
    case .readOnly: self = .unavailableCache("cache_read_only", "The cache takes no writes right now.")
    case .outOfMemory: self = .unavailableCache("cache_full", "The cache is full and evicts nothing.")
    case .unauthenticated: self = .unavailableCache("cache_unauthenticated", "The cache does not accept this server's name and password.")
    case .forbidden(let reply):
      self.init(
        .unavailable, "cache_forbidden", "The cache does not let this server's user do what it must; README lists the rights.", retryAfterSeconds: 1,
        cause: reply)
    case .clusterDown: self = .unavailableCache("cache_cluster_down", "The cache's cluster is down.")
    default: self = .unavailableCache("cache_unavailable", "The cache can't be used right now.")
    }
  }

  private static func unavailableCache(_ slug: String, _ message: String) -> AppError {
    AppError(.unavailable, slug, message, retryAfterSeconds: 1)
  }
}
