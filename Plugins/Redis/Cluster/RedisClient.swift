import Logging
import NIOCore
import Synchronization

/// Sends commands to the server that has their key: the one of the address, or, once a redirection told that it is part of a cluster, any of that
/// cluster's.
final class RedisClient: Sendable {
  /// A slot moves once, and is asked for once while it does; more is a cluster in disorder.
  private static let redirectionsMax = 5
  private static let refreshPause = TimeAmount.milliseconds(500)
  private static let logger = Logger(label: "cache.redis")

  private struct State {
    var slots = SlotMap()
    var nodes: [RedisAddress: RedisNode] = [:]
    var isRefreshing = false
    var refreshedAt: NIODeadline?
    var isClosed = false
  }

  private let limits: RedisLimits
  private let target: RedisTarget
  private let state = Mutex(State())

  init(_ target: RedisTarget, _ limits: RedisLimits) {
    self.target = target
    self.limits = limits
  }

  deinit { close() }

  /// The deadline of a command that is given now.
  func deadline() -> NIODeadline { .now() + TimeAmount(limits.commandTimeout) }

  /// The answer to `command` about `key` (nil: of the address's server). Throws the error that the server answered, and at the deadline.
  func run(_ command: RESPCommand, key: [UInt8]?, deadline: NIODeadline) async throws(RedisError) -> RESPValue {
    var address = owner(of: key)
    var isAsking = false
    for _ in 0...Self.redirectionsMax {
      let reply = try await send(isAsking ? [RESPCommand(["ASKING"]), command] : [command], to: address, deadline: deadline)
      guard case .error(let text) = reply else { return reply }
      switch RedisError(reply: text, from: address) {
      case .moved(let slot, let owner):
        state.withLock { $0.slots.move(slot, to: owner) }
        refreshSoon()
        (address, isAsking) = (owner, false)
      case .ask(_, let owner): (address, isAsking) = (owner, true)
      case let error:
        if error == .readOnly || error == .clusterDown { refreshSoon() }
        throw error
      }
    }
    throw .refused("more than \(Self.redirectionsMax) redirections")
  }

  /// Ends all connections; later commands throw `closed`.
  func close() {
    let nodes = state.withLock { state in
      state.isClosed = true
      defer { state.nodes = [:] }
      return Array(state.nodes.values)
    }
    for node in nodes { node.close() }
  }

  private func send(_ commands: [RESPCommand], to address: RedisAddress, deadline: NIODeadline) async throws(RedisError) -> RESPValue {
    do throws(RedisError) {
      guard let reply = try await node(address).send(commands, deadline: deadline).last else { throw .lost }
      return reply
    } catch {
      // A cluster gives the slots of a dead server to another one; its neighbours know which.
      if error.isOfConnection { refreshSoon() }
      throw error
    }
  }

  private func owner(of key: [UInt8]?) -> RedisAddress {
    state.withLock { state in
      guard let key, !state.slots.isEmpty else { return target.address }
      return state.slots[HashSlot.of(key)] ?? target.address
    }
  }

  private func node(_ address: RedisAddress) throws(RedisError) -> RedisNode {
    try state.withLock { state throws(RedisError) in
      guard !state.isClosed else { throw .closed }
      if let node = state.nodes[address] { return node }
      guard state.nodes.count <= SlotMap.addressesMax else { throw .refused("redirections to more than \(SlotMap.addressesMax) servers") }
      let node = RedisNode(address, target, limits)
      state.nodes[address] = node
      return node
    }
  }

  /// Begins to read the slot map anew, unless the server is no cluster's, one is being read or was a moment ago.
  private func refreshSoon() {
    let isDue = state.withLock { state in
      guard !state.slots.isEmpty, !state.isRefreshing, !state.isClosed else { return false }
      guard state.refreshedAt.map({ $0 + Self.refreshPause <= .now() }) ?? true else { return false }
      state.isRefreshing = true
      return true
    }
    guard isDue else { return }
    Task {
      await refresh()
      state.withLock { state in
        state.isRefreshing = false
        state.refreshedAt = .now()
      }
    }
  }

  /// Takes the map of the first server that has one; servers that are not in it are let go.
  private func refresh() async {
    let known = state.withLock { [target.address] + $0.slots.addresses.filter { $0 != target.address }.shuffled() }
    for address in known {
      guard let reply = try? await node(address).send([RESPCommand(["CLUSTER", "SLOTS"])], deadline: deadline()).last,
        let slots = SlotMap(reply, from: address)
      else { continue }
      let dropped = state.withLock { state in
        state.slots = slots
        let dropped = state.nodes.filter { !slots.addresses.contains($0.key) && $0.key != target.address }
        for address in dropped.keys { state.nodes[address] = nil }
        return Array(dropped.values)
      }
      for node in dropped { node.close() }
      return
    }
    Self.logger.warning("No server of the Redis cluster tells which has what.", metadata: ["servers": "\(known.count)"])
  }
}
