import NIOCore
import Synchronization

/// Runs scripts by their digest, which the server tells once, and by their text where the server has forgotten them.
final class ScriptRunner: Sendable {
  private enum Digest {
    case known(String)
    /// The server lets this user run scripts, and load none.
    case refused
  }

  private let client: RedisClient
  private let digests = Mutex<[String: Digest]>([:])

  init(_ client: RedisClient) { self.client = client }

  func run(_ script: RedisScript, key: [UInt8], _ arguments: [RESPWord], deadline: NIODeadline) async throws(RedisError) -> RESPValue {
    let words = ["1", RESPWord(key)] + arguments
    if let digest = try await digest(of: script, key: key, deadline: deadline) {
      do {
        return try await client.run(RESPCommand(["EVALSHA", RESPWord(digest)] + words), key: key, deadline: deadline)
      } catch RedisError.noScript {
        // The server was restarted or flushed, or a cluster has another one: running the text makes it known there.
      }
    }
    return try await client.run(RESPCommand(["EVAL", RESPWord(script.source)] + words), key: key, deadline: deadline)
  }

  private func digest(of script: RedisScript, key: [UInt8], deadline: NIODeadline) async throws(RedisError) -> String? {
    switch digests.withLock({ $0[script.source] }) {
    case .known(let digest): return digest
    case .refused: return nil
    case nil: break
    }
    do {
      let reply = try await client.run(RESPCommand(["SCRIPT", "LOAD", RESPWord(script.source)]), key: key, deadline: deadline)
      guard let digest = reply.text else { return nil }
      digests.withLock { $0[script.source] = .known(digest) }
      return digest
    } catch RedisError.refused, RedisError.forbidden {
      digests.withLock { $0[script.source] = .refused }
      return nil
    }
  }
}
