import Forum
import ForumKernel
import Foundation
import Testing

@Suite("Contract of blob stores") struct BlobContract {
  @Test("what was put is read again, of any size", arguments: BlobBackend.allCases, [0, 1, 131_071, 131_072, 131_073, 1_000_000])
  func roundTrip(_ backend: BlobBackend, size: Int) async throws {
    try await backend.with { fixture in
      let bytes = BlobFixture.bytes(size)
      let key = try await fixture.put(bytes)
      #expect(try await fixture.read(key) == bytes)
      #expect(try await fixture.store.open(key, range: nil)?.size == Int64(size))
    }
  }

  @Test(
    "a part is read as asked for, and ends with the blob", arguments: BlobBackend.allCases,
    [0..<1, 0..<300_000, 1..<2, 131_072..<131_074, 299_999..<300_000, 299_999..<400_000, 300_000..<300_001, 500_000..<600_000] as [Range<Int64>])
  func ranges(_ backend: BlobBackend, range: Range<Int64>) async throws {
    try await backend.with { fixture in
      let bytes = BlobFixture.bytes(300_000)
      let key = try await fixture.put(bytes)
      let wanted = range.clamped(to: 0..<300_000)
      #expect(try await fixture.read(key, range) == Array(bytes[Int(wanted.lowerBound)..<Int(wanted.upperBound)]))
      #expect(try await fixture.store.open(key, range: range)?.size == 300_000)
    }
  }

  @Test("where nothing was put there is nothing, and taking it away is no error", arguments: BlobBackend.allCases)
  func absence(_ backend: BlobBackend) async throws {
    try await backend.with { fixture in
      let key = try fixture.key(of: [1])
      #expect(try await fixture.read(key) == nil)
      #expect(try await fixture.read(key, 0..<1) == nil)
      try await fixture.store.remove(key)
      #expect(try await fixture.store.keys(of: fixture.tenant, after: nil, limit: 10) == [])
    }
  }

  @Test("what was taken away is gone, and can be put again", arguments: BlobBackend.allCases)
  func removal(_ backend: BlobBackend) async throws {
    try await backend.with { fixture in
      let (first, second) = (try await fixture.put([1, 2, 3]), try await fixture.put([4]))
      try await fixture.store.remove(first)
      #expect(try await fixture.read(first) == nil)
      #expect(try await fixture.read(second) == [4])
      try await fixture.store.remove(second)
      #expect(try await fixture.store.keys(of: fixture.tenant, after: nil, limit: 10) == [])
      try await fixture.put([1, 2, 3])
      #expect(try await fixture.read(first) == [1, 2, 3])
    }
  }

  @Test("equal bytes may be put again, and several times at once", arguments: BlobBackend.allCases)
  func again(_ backend: BlobBackend) async throws {
    try await backend.with { fixture in
      let bytes = BlobFixture.bytes(200_000)
      let key = try fixture.key(of: bytes)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { try await fixture.put(bytes, as: key) } }
        try await group.waitForAll()
      }
      try await fixture.put(bytes)
      #expect(try await fixture.read(key) == bytes)
      #expect(try await fixture.store.keys(of: fixture.tenant, after: nil, limit: 10) == [key])
    }
  }

  @Test("puts and removals of neighbours at once end with each as its last one left it", arguments: BlobBackend.allCases)
  func together(_ backend: BlobBackend) async throws {
    try await backend.with { fixture in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<24 {
          group.addTask {
            // All of one folder, where folders are made of names.
            let name = "ab" + String(repeating: "0", count: 60) + (number < 10 ? "0" : "") + String(number)
            let key = try #require(BlobKey(tenant: fixture.tenant, name: name))
            for _ in 0..<5 {
              try await fixture.put([UInt8(number)], as: key)
              try await fixture.store.remove(key)
            }
            if number.isMultiple(of: 2) { try await fixture.put([UInt8(number)], as: key) }
          }
        }
        try await group.waitForAll()
      }
      let left = try await fixture.store.keys(of: fixture.tenant, after: nil, limit: 100)
      #expect(left.count == 12)
      for key in left { #expect(try await fixture.read(key)?.count == 1) }
    }
  }

  @Test("tenants have blobs of their own", arguments: BlobBackend.allCases)
  func tenants(_ backend: BlobBackend) async throws {
    try await backend.with { fixture in
      let mine = try await fixture.put([7])
      let theirs = try fixture.key(of: [7], tenant: fixture.other)
      #expect(try await fixture.read(theirs) == nil)
      try await fixture.put([7], as: theirs)
      try await fixture.store.remove(mine)
      #expect(try await fixture.read(theirs) == [7])
      #expect(try await fixture.store.keys(of: fixture.tenant, after: nil, limit: 10) == [])
      #expect(try await fixture.store.keys(of: fixture.other, after: nil, limit: 10) == [theirs])
    }
  }

  @Test("keys come in their order, page by page, with what was made of an original behind it", arguments: BlobBackend.allCases)
  func listing(_ backend: BlobBackend) async throws {
    try await backend.with { fixture in
      var keys: [BlobKey] = []
      for number in 0..<13 {
        let bytes = [UInt8(number), 200]
        keys.append(try await fixture.put(bytes))
        keys.append(try await fixture.put([9], as: fixture.key(of: bytes, variant: "thumbnail")))
      }
      keys.sort()
      for limit in [1, 2, 5, 25, 26, 27] {
        var (found, after): ([BlobKey], BlobKey?) = ([], nil)
        while true {
          let page = try await fixture.store.keys(of: fixture.tenant, after: after, limit: limit)
          #expect(page.count <= limit)
          found += page
          guard page.count == limit else { break }
          after = page.last
        }
        #expect(found == keys, "pages of \(limit)")
      }
      // From a key that is not there.
      let gone = keys[7]
      try await fixture.store.remove(gone)
      #expect(try await fixture.store.keys(of: fixture.tenant, after: gone, limit: 2) == Array(keys[8...9]))
    }
  }

  @Test("a blob that is being read can be taken away; two readers have their own places", arguments: BlobBackend.allCases)
  func readers(_ backend: BlobBackend) async throws {
    try await backend.with { fixture in
      let bytes = BlobFixture.bytes(400_000)
      let key = try await fixture.put(bytes)
      let one = try #require(try await fixture.store.open(key, range: nil))
      let two = try #require(try await fixture.store.open(key, range: 5..<400_000))
      let (first, second) = (try await one.next(), try await two.next())
      #expect(first.map { bytes.starts(with: $0) } == true && second.map { bytes[5...].starts(with: $0) } == true)
      #expect(first?.isEmpty == false && second?.isEmpty == false)
      try await fixture.store.remove(key)
      #expect(try await fixture.read(key) == nil)
    }
  }

  @Test("a file that is not there is told, and leaves nothing", arguments: BlobBackend.allCases)
  func noFile(_ backend: BlobBackend) async throws {
    try await backend.with { fixture in
      let key = try fixture.key(of: [1])
      let error = await #expect(throws: AppError.self) { try await fixture.store.put(fixture.folder + "/nothing", as: key) }
      #expect(error?.code == .unavailable && error?.slug == "blobs_unavailable" && error?.retryAfterSeconds != nil)
      #expect(try await fixture.read(key) == nil)
    }
  }
}
