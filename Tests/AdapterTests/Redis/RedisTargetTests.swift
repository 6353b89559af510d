import ForumKernel
import ForumWiring
import Testing

@testable import Redis

@Suite("Redis addresses")
struct RedisTargetTests {
  @Test("a URL says host, port, database, user, password and TLS")
  func url() throws {
    let plain = try RedisTarget(url: "redis://cache.example")
    #expect(plain.address == RedisAddress(host: "cache.example", port: 6379))
    #expect(plain.user == nil && plain.password == nil && plain.database == 0 && !plain.isEncrypted)
    let full = try RedisTarget(url: "rediss://forum:p%40s%2Fs@[::1]:7000/12")
    #expect(full.address == RedisAddress(host: "::1", port: 7000))
    #expect(full.user == "forum" && full.password == "p@s/s" && full.database == 12 && full.isEncrypted)
    #expect(try RedisTarget(url: "redis://:inside@h", password: "beside").password == "beside")
  }

  @Test(
    "a URL that says something else is refused, and not repeated",
    arguments: [
      "", "localhost:6379", "http://h", "redis://", "redis://:secret@h/x", "redis://:secret@h/99999", "redis://:secret@h:0", "redis://:secret@h?a=b",
    ])
  func refused(_ url: String) {
    let error = #expect(throws: AppError.self) { try RedisTarget(url: url) }
    #expect(error?.slug == "redis_url" && error?.message.contains("secret") == false)
  }

  @Test("the settings have secrets where passwords may be, and defaults that are usable")
  func settings() throws {
    let settings = RedisSettings()
    #expect(settings.declarations.filter(\.isSecret).map(\.key) == ["cache.url", "cache.password"])
    #expect(settings.declarations.allSatisfy { $0.complaint($0.defaultValue) == nil })
    #expect(settings.prefix.declaration.complaint(.text("a{b")) != nil)
  }

  @Test("slots are those of the cluster specification, and follow the hash tag")
  func slots() {
    func slot(_ key: String) -> Int { HashSlot.of(Array(key.utf8)) }
    #expect(HashSlot.crc16(Array("123456789".utf8)[...]) == 0x31C3)
    #expect(slot("foo") == 12_182 && slot("bar") == 5061 && slot("hello") == 866)
    #expect(slot("{user1000}.following") == slot("{user1000}.followers"))
    #expect(slot("foo{}{bar}") != slot("bar") && slot("foo{{bar}}zap") == slot("{bar") && slot("foo{bar}{zap}") == slot("bar"))
  }

  @Test("a slot map is read from CLUSTER SLOTS, learns moves, and refuses what it can't be")
  func slotMap() throws {
    let peer = RedisAddress(host: "seed", port: 1)
    func server(_ host: RESPValue, _ port: Int64) -> RESPValue { .array([host, .integer(port), .bytes(Array("id".utf8))]) }
    let reply = RESPValue.array([
      .array([.integer(0), .integer(9), server(.bytes(Array("a".utf8)), 7), server(.bytes(Array("replica".utf8)), 8)]),
      .array([.integer(10), .integer(16_383), server(.null, 9)]),
    ])
    var map = try #require(SlotMap(reply, from: peer))
    #expect(map[0] == RedisAddress(host: "a", port: 7) && map[10] == RedisAddress(host: "seed", port: 9))
    map.move(0, to: RedisAddress(host: "b", port: 1))
    #expect(map[0] == RedisAddress(host: "b", port: 1) && map[1] == RedisAddress(host: "a", port: 7))
    for wrong: RESPValue in [
      .null, .array([]), .array([.integer(1)]), .array([.array([.integer(5), .integer(4), server(.null, 9)])]),
      .array([.array([.integer(0), .integer(16_384), server(.null, 9)])]), .array([.array([.integer(0), .integer(1), server(.null, 0)])]),
    ] {
      #expect(SlotMap(wrong, from: peer) == nil)
    }
    #expect(SlotMap()[3] == nil)
  }
}
