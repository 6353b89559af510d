/// A value of RESP3, the protocol of Redis 6 and later. What is left of RESP2 in it (`$-1`, `*-1`) is read as null.
enum RESPValue: Hashable, Sendable {
  case simple(String)
  case error(String)
  case bytes([UInt8])
  case integer(Int64)
  case double(Double)
  case boolean(Bool)
  /// Digits of any number.
  case bigNumber(String)
  case null
  case array([RESPValue])
  case set([RESPValue])
  /// Keys and values by turns.
  case map([RESPValue])
  /// Sent without having been asked for.
  case push([RESPValue])

  /// The text of a simple or a bulk string.
  var text: String? {
    switch self {
    case .simple(let text): text
    case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
    default: nil
    }
  }
}

/// What a reply may be at most. Beyond it the peer is not the server that we know, and the connection is closed.
struct RESPLimits: Sendable {
  /// Above the largest value of the cache and its header.
  var bulkBytesMax = 2 << 20
  /// Error texts are the longest lines.
  var lineBytesMax = 64 << 10
  /// Of a whole reply.
  var replyBytesMax = 8 << 20
  /// `CLUSTER SLOTS` is the deepest reply that is asked for: four levels.
  var nestingMax = 8
  /// Of a whole reply; a map of all slots one by one would stay below.
  var elementsMax = 1 << 17
}

/// Bytes that are no RESP, or more of it than the limits allow.
struct RESPError: Error, Hashable, Sendable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
