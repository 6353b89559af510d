/// Which server has which slot. Empty until a server said that it is part of a cluster.
struct SlotMap: Hashable, Sendable {
  /// More servers than any cluster here will have: what a reply may make us connect to.
  static let addressesMax = 256

  private(set) var addresses: [RedisAddress] = []
  /// By slot, the index of its server; -1 when nobody said.
  private var owners: [Int] = []

  var isEmpty: Bool { owners.isEmpty }

  subscript(slot: Int) -> RedisAddress? { owners.isEmpty || owners[slot] < 0 ? nil : addresses[owners[slot]] }

  /// Takes in one redirection.
  mutating func move(_ slot: Int, to address: RedisAddress) { assign(slot...slot, to: address) }

  init() {}

  /// The reply to `CLUSTER SLOTS`: `[[first, last, [host, port, …], replicas…], …]`. nil when it is not that.
  init?(_ reply: RESPValue, from peer: RedisAddress) {
    guard case .array(let ranges) = reply, !ranges.isEmpty else { return nil }
    for range in ranges {
      guard case .array(let parts) = range, parts.count >= 3, case .integer(let first) = parts[0], case .integer(let last) = parts[1],
        0 <= first, first <= last, last < HashSlot.count, case .array(let server) = parts[2], server.count >= 2, case .integer(let port) = server[1],
        1...65_535 ~= port
      else { return nil }
      let host = server[0].text ?? ""
      assign(Int(first)...Int(last), to: RedisAddress(host: host.isEmpty || host == "?" ? peer.host : host, port: Int(port)))
    }
  }

  private mutating func assign(_ slots: ClosedRange<Int>, to address: RedisAddress) {
    var index = addresses.firstIndex(of: address)
    if index == nil, addresses.count < Self.addressesMax {
      addresses.append(address)
      index = addresses.count - 1
    }
    guard let index else { return }
    if owners.isEmpty { owners = Array(repeating: -1, count: HashSlot.count) }
    for slot in slots { owners[slot] = index }
  }
}
