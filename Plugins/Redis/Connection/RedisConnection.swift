import NIOCore
import NIOPosix
import NIOSSL

/// An open, greeted connection.
struct RedisConnection: Sendable {
  private let channel: any Channel
  private let handler: NIOLoopBound<PipelineHandler>

  var isActive: Bool { channel.isActive }

  /// Connects and greets: name and password, database, scripts. Throws when that takes longer than the limit or the server refuses.
  static func open(_ address: RedisAddress, _ target: RedisTarget, _ limits: RedisLimits, on loop: any EventLoop) async throws(RedisError) -> Self {
    let deadline = NIODeadline.now() + TimeAmount(limits.connectTimeout)
    let connection = try await connect(address, target, limits, on: loop)
    do {
      try await connection.greet(address, target, deadline: deadline)
    } catch {
      connection.close()
      throw error
    }
    return connection
  }

  /// The replies to `commands`, which are sent together; error replies are among them.
  func send(_ commands: [RESPCommand], deadline: NIODeadline) async throws(RedisError) -> [RESPValue] {
    let outcome = await withCheckedContinuation { continuation in
      let request = RedisRequest(commands: commands, deadline: deadline, continuation: continuation)
      channel.eventLoop.execute { handler.value.submit(request) }
    }
    return try outcome.get()
  }

  func close() { channel.close(promise: nil) }

  private static func connect(
    _ address: RedisAddress, _ target: RedisTarget, _ limits: RedisLimits, on loop: any EventLoop
  ) async throws(RedisError) -> Self {
    do {
      let tls = try target.isEncrypted ? TLSContexts.client(authorityFile: target.authorityFile) : nil
      return try await ClientBootstrap(group: loop)
        .connectTimeout(TimeAmount(limits.connectTimeout))
        .channelOption(.socketOption(.so_keepalive), value: 1)
        .connect(host: address.host, port: address.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            if let tls { try channel.pipeline.syncOperations.addHandler(TLSContexts.handler(tls, host: address.host)) }
            let handler = PipelineHandler(limits: limits)
            try channel.pipeline.syncOperations.addHandler(handler)
            return Self(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
          }
        }
    } catch {
      throw .unreachable("\(error)")
    }
  }

  private func greet(_ address: RedisAddress, _ target: RedisTarget, deadline: NIODeadline) async throws(RedisError) {
    var hello: [RESPWord] = ["HELLO", "3"]
    let who: (user: String?, password: String?)
    do { who = try await target.credentials() } catch { throw .unauthenticated("\(error)") }
    if let password = who.password { hello += ["AUTH", RESPWord(who.user ?? "default"), RESPWord(password)] }
    hello += ["SETNAME", "forum-lite"]
    var commands = [RESPCommand(hello)]
    if target.database != 0 { commands.append(RESPCommand(["SELECT", RESPWord(Int64(target.database))])) }
    for reply in try await send(commands, deadline: deadline) {
      if case .error(let text) = reply { throw RedisError(reply: text, from: address) }
    }
  }
}
