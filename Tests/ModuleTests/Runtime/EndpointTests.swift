import Testing

@testable import ForumRuntime

@Suite("Endpoints")
struct EndpointTests {
  @Test(
    "passwords in addresses are not shown",
    arguments: [
      ("postgresql://forum:s3cret@db.example.org:5432/forum?sslmode=require", "postgresql://forum:***@db.example.org:5432/forum?sslmode=require"),
      ("postgresql://db.example.org/forum?password=s3cret&user=forum", "postgresql://db.example.org/forum?password=***&user=forum"),
      ("host=db.example.org user=forum password=s3cret", "host=db.example.org user=forum password=***"),
      ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"), ("nats://a:s3cret@h:4222", "nats://a:***@h:4222"),
      ("postgresql://forum:s3cret@10.0.0.1:5432,10.0.0.2/forum?a=read-write", "postgresql://forum:***@10.0.0.1:5432,10.0.0.2/forum?a=read-write"),
      ("nats://u:s3cret@h1:4222,nats://u:s3cret@h2:4222", "nats://u:***@h1:4222,nats://u:***@h2:4222"), ("tls://s3cret@h:4222", "tls://***@h:4222"),
      ("host=h password = 's3 cret\\'s' user=forum", "host=h password=*** user=forum"), ("postgresql://forum@h/forum", "postgresql://forum@h/forum"),
      ("host=h password=s3&cret\\ t user=forum", "host=h password=*** user=forum"), ("postgresql://u:s3,x://cret@h", "postgresql://u:***@h"),
      ("postgresql://forum:s3/c?r@e,t@h/forum", "postgresql://forum:***@h/forum"), ("redis://:s3cret@h", "redis://:***@h"),
    ])
  func masked(_ address: String, _ shown: String) { #expect(Endpoint.withoutSecrets(address) == shown) }

  @Test("an embedded back end is where its data are, whether it is named with its port or not")
  func embedded() throws {
    let config = try ConfigLoader(environment: [:]).load(flags: ["data": "/srv/forum", "store.adapter": "sqlite"])
    #expect(Endpoint.of("store", config.adapters.store, config) == "/srv/forum")
    #expect(Endpoint.of("stream", config.adapters.stream, config) == "the store's own log")
  }
}
