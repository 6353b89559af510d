import PortContracts
import Testing

@Suite("Contract of caches") struct CacheContractTests {
  @Test("every cache keeps every rule", arguments: CacheContract.rules, CacheBackend.allCases)
  func rules(_ rule: ContractRule<CacheUnderTest>, _ backend: CacheBackend) async throws { try await rule.check(backend.underTest) }
}
