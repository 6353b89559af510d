import ForumKernel
import ForumRuntime
import ForumWiring
import Foundation
import NATS
import Postgres
import Redis

/// What the forums of `withForum` stand on: by itself on what is embedded; with `FORUM_TEST_PROFILE=clustered` on the servers that `FORUM_TEST_POSTGRES`,
/// `FORUM_TEST_REDIS` and `FORUM_TEST_NATS` name, each forum with a schema, a prefix and a stream of its own.
public enum TestProfile: String, Sendable {
  case embedded, clustered

  public static let current =
    ProcessInfo.processInfo.environment["FORUM_TEST_PROFILE"].map { name in
      guard let profile = TestProfile(rawValue: name) else { fatalError("FORUM_TEST_PROFILE knows embedded and clustered, and not “\(name)”.") }
      return profile
    } ?? .embedded

  /// Runs `body` with adapters over empty back ends, and the settings that name them.
  func withAdapters<Result>(_ body: (AdapterSet, [String: String]) async throws -> Result) async throws -> Result {
    guard self == .clustered else { return try await body(try TestAdapters.inMemory(), [:]) }
    guard let postgres = PostgresServer.current, let program = NATSServer.programs.first else { throw ServerProcess.Failure.noProgram }
    let (redis, nats) = (try await RedisServer.shared(), try await NATSServer.shared(program))
    return try await postgres.withSchema { schema in
      let settings = postgres.settings(schema)
      let store = AdapterFactory<Storage>("store.postgres", "A schema of the tests' server.") { context in
        TestAdapters.storage(try PostgresDriver(settings: settings), context, outboxIsStream: false)
      }
      let cache = AdapterFactory<Closing<any Cache>>("cache.redis", "A prefix of the tests' server.") { context in
        var limits = RedisLimits()
        limits.commandTimeout = .seconds(20)
        let cache = try await RedisCache.open(try RedisTarget(url: redis.url), limits: limits, prefix: schema + ":", clock: context.clock)
        return Closing(cache) { cache.close() }
      }
      let stream = AdapterFactory<Closing<any EventStream>>("stream.nats", "A stream of the tests' server.") { _ in
        var description = NATSStreamLimits()
        (description.name, description.maxBytes, description.deadLettersBytesMax) = (schema, 16 << 20, 1 << 20)
        var limits = NATSLimits()
        limits.requestTimeout = .seconds(20)
        let stream = try await NATSStream.open(try NATSTarget(url: nats.url), stream: description, limits: limits)
        return Closing(stream) { await stream.close() }
      }
      return try await body(
        try TestAdapters.set(store, cache, stream), ["store.adapter": "postgres", "cache.adapter": "redis", "stream.adapter": "nats"])
    }
  }
}
