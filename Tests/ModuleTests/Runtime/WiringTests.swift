import ForumKernel
import ForumWiring
import Testing

@Suite("Wiring") struct WiringTests {
  private func factory(_ id: String, _ summary: String) -> AdapterFactory<Int> { AdapterFactory(id, summary) { _ in 1 } }

  @Test("an unknown adapter is answered with the known ones") func unknownAdapterListsKnown() throws {
    let catalog = try AdapterCatalog("cache", [factory("cache.lmdb", "A file."), factory("cache.redis", "A server.")])
    #expect(try catalog.factory(named: "cache.lmdb").id == "cache.lmdb")
    let error = #expect(throws: AppError.self) { try catalog.factory(named: "cache.memcached") }
    #expect(error?.message == "There is no cache adapter called “cache.memcached”. Known: cache.lmdb, cache.redis.")
  }

  @Test("two adapters of one name are refused, and both are named") func twinsAreRefused() {
    let error = #expect(throws: AppError.self) { try AdapterCatalog("cache", [factory("cache.a", "First."), factory("cache.a", "Second.")]) }
    #expect(error?.slug == "adapter_declared_twice")
    #expect(error?.message.contains("First.") == true && error?.message.contains("Second.") == true)
  }

  @Test("two providers of one port are refused, and a missing one names who needs it") func containerIsStrict() throws {
    let container = Container()
    try container.provide(5, as: Int.self, by: "store.sqlite")
    #expect(throws: AppError(.conflict, "provided_twice", "Both store.sqlite and store.postgres provide Int.")) {
      try container.provide(6, as: Int.self, by: "store.postgres")
    }
    #expect(try container.require(Int.self, for: "stream.log") == 5)
    let link = try #require(container.links.first)
    #expect((link.consumer, link.port, link.provider) == ("stream.log", "Int", "store.sqlite"))
    #expect(throws: AppError.self) { try container.require(String.self, for: "stream.log") }
  }
}
