import ForumRuntime
import Foundation
import Meilisearch
import NATS
import OFREP
import OIDC
import Postgres
import Redis
import S3
import SearchFacade
import Testing
import Vault

/// The configuration files of `configs/`.
@Suite("Profiles") struct ProfileTests {
  private static let folder = URL(filePath: #filePath).appending(path: "../../../../configs").standardized
  private static let profiles = ["base", "local", "test", "memory", "cluster", "production"]

  private func load(_ name: String) throws(ConfigFaults) -> ServerConfig {
    let adapters = [
      PostgresSettings().declarations, RedisSettings().declarations, NATSSettings().declarations, MeilisearchSettings().declarations,
      FacadeSettings().declarations, VaultSettings().declarations, OIDCSettings().declarations,
      OFREPSettings().declarations, S3Settings().declarations,
    ]
    return try ConfigLoader(extra: adapters.flatMap(\.self), environment: [:]).load(file: Self.folder.appending(path: name + ".yaml").path)
  }

  @Test("each loads, and begins with what all have in common", arguments: profiles)
  func loads(name: String) throws {
    let config = try load(name)
    #expect(config.origins["tenant.default"].map { "\($0)".contains("base.yaml") } == true)
    #expect(config.warnings.isEmpty)
  }

  @Test("the folder holds these and the list of all settings, and nothing else that is not looked at") func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
    #expect(Set(files) == Set((Self.profiles + ["forum", "sqlc"]).map { $0 + ".yaml" }))
    #expect(try load("base").changes(to: try load("forum")) == ([], []))
  }

  @Test("each has the back ends that it is for") func backEnds() throws {
    let cluster = try load("cluster")
    #expect([cluster.adapters.store, cluster.adapters.cache, cluster.adapters.stream] == ["postgres", "redis", "nats"])
    for name in Self.profiles where name != "cluster" { #expect(try load(name).adapters.store == "store.sqlite", "\(name)") }
    #expect(try load("memory").server.data.hasPrefix("/dev/shm/"))
    #expect(try load("test").server.listen.hasSuffix(":0"))
  }
}
