import ForumKernel
import Testing

@testable import HTTPAPI

@Suite("Places for uploads") struct UploadPlacesTests {
  private func principal(_ tenant: UInt64, _ user: UInt64) -> Principal {
    Principal(
      tenant: TenantID(RawID(high: 0x0193_0000_0000_7000, low: tenant)), userID: UserID(RawID(high: 0x0193_0000_0000_7000, low: user)),
      permissions: [.postCreate])
  }

  /// Whether each gets a place while those before it hold theirs.
  private func take(_ callers: [Principal], of places: UploadPlaces) async throws -> [Bool] {
    guard let first = callers.first else { return [] }
    do {
      return try await places.withPlace(for: first) { [true] + (try await take(Array(callers.dropFirst()), of: places)) }
    } catch let error as AppError where error.slug == "uploads_busy" {
      return [false] + (try await take(Array(callers.dropFirst()), of: places))
    }
  }

  @Test("an account leaves places for others, and gets its own back") func account() async throws {
    let places = UploadPlaces(max: 64)
    let (ada, bob) = (principal(1, 1), principal(1, 2))
    for _ in 0..<2 {
      #expect(try await take(Array(repeating: ada, count: 7) + [bob], of: places) == Array(repeating: true, count: 6) + [false, true])
    }
  }

  @Test("a tenant leaves half of the places for others, and all together have no more than there are") func tenant() async throws {
    let places = UploadPlaces(max: 8)
    let ones = (0..<5).map { principal(1, $0) }
    let others = (10..<15).map { principal(2, $0) }
    let places4 = [true, true, true, true, false]
    #expect(try await take(ones + others + [principal(3, 20)], of: places) == places4 + places4 + [false])
    #expect(try await take(others, of: places) == places4)
  }
}
