import Forum
import ForumKernel
import Foundation
import Glibc
import Support
import Testing

@testable import BlobDirectory

@Suite("Blobs in a directory") struct BlobDirectoryTests {
  private let tenant = TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001))

  private func key(_ digit: Character = "a") throws -> BlobKey {
    try #require(BlobKey(tenant: tenant, name: String(repeating: digit, count: 64)))
  }

  private func file(_ folder: String, _ text: String = "some bytes") throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/\(UUID())"
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  private func paths(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted()
  }

  @Test("a blob is a file of its own, which nobody else can read") func layout() async throws {
    try await withTemporaryFolder { folder in
      let (blobs, path) = (folder + "/blobs", try file(folder))
      try await BlobDirectory(directory: blobs).put(path, as: key())
      let name = String(repeating: "a", count: 64)
      #expect(paths(in: blobs) == ["\(tenant)", "\(tenant)/aa", "\(tenant)/aa/\(name)", "incoming"])
      for path in [""] + paths(in: blobs) {
        var status = stat()
        #expect(stat(blobs + "/" + path, &status) == 0 && status.st_mode & 0o077 == 0, "\(path)")
      }
    }
  }

  @Test("the last blob takes the folders with it that named its tenant") func tidy() async throws {
    try await withTemporaryFolder { folder in
      let path = try file(folder)
      let blobs = try BlobDirectory(directory: folder + "/blobs")
      try await blobs.put(path, as: key("a"))
      try await blobs.put(path, as: key("b"))
      try await blobs.remove(key("a"))
      #expect(!paths(in: folder + "/blobs").contains("\(tenant)/aa"))
      try await blobs.remove(key("b"))
      #expect(paths(in: folder + "/blobs") == ["incoming"])
    }
  }

  @Test("what a crash left unfinished goes at the next start, and was never seen") func leftovers() async throws {
    try await withTemporaryFolder { folder in
      let blobs = folder + "/blobs"
      try FileManager.default.createDirectory(atPath: blobs + "/incoming", withIntermediateDirectories: true)
      try Data("half of".utf8).write(to: URL(filePath: blobs + "/incoming/half"))
      let store = try BlobDirectory(directory: blobs)
      #expect(paths(in: blobs) == ["incoming"])
      #expect(try await store.keys(of: tenant, after: nil, limit: 10) == [])
    }
  }

  @Test("a full disk is told with a time to try again, leaves nothing, and the blob can be put later") func fullDisk() async throws {
    try await withTemporaryFolder { folder in
      let path = try file(folder)
      let full = try BlobDirectory(directory: folder + "/blobs") { _ in open("/dev/full", O_WRONLY) }
      let error = await #expect(throws: AppError.self) { try await full.put(path, as: key()) }
      #expect(error?.code == .unavailable && error?.slug == "blobs_unavailable" && error?.retryAfterSeconds == 30)
      #expect(error?.cause?.contains("No space left") == true && error?.message.contains(folder) == false)
      #expect(paths(in: folder + "/blobs") == ["incoming"])
      let store = try BlobDirectory(directory: folder + "/blobs")
      try await store.put(path, as: key())
      #expect(try await store.open(key(), range: nil)?.size == 10)
    }
  }

  @Test("a folder that can't be made, and a blob that is a folder or a link, are told") func wrongKinds() async throws {
    try await withTemporaryFolder { folder in
      let path = try file(folder)
      try Data().write(to: URL(filePath: folder + "/blobs"))
      let error = await #expect(throws: AppError.self) { try await BlobDirectory(directory: folder + "/blobs").put(path, as: key()) }
      #expect(error?.slug == "blobs_unavailable")
      let place = "\(folder)/others/\(tenant)/aa"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      #expect(symlink(path, "\(place)/\(String(repeating: "a", count: 64))") == 0)
      let others = try BlobDirectory(directory: folder + "/others")
      await #expect(throws: AppError.self) { _ = try await others.open(key(), range: nil) }
    }
  }

  @Test("files that are no blobs are left alone and not listed") func strangers() async throws {
    try await withTemporaryFolder { folder in
      let path = try file(folder)
      let store = try BlobDirectory(directory: folder + "/blobs")
      try await store.put(path, as: key())
      let place = "\(folder)/blobs/\(tenant)/aa"
      for name in ["README", String(repeating: "a", count: 63), String(repeating: "b", count: 64), ".hidden"] {
        try Data().write(to: URL(filePath: "\(place)/\(name)"))
      }
      #expect(try await store.keys(of: tenant, after: nil, limit: 10) == [key()])
      try await store.remove(key())
      #expect(try FileManager.default.contentsOfDirectory(atPath: place).count == 4)
    }
  }

  @Test("a file that was cut while it is read is told") func cut() async throws {
    try await withTemporaryFolder { folder in
      let path = try file(folder, String(repeating: "x", count: 300_000))
      let store = try BlobDirectory(directory: folder + "/blobs")
      try await store.put(path, as: key())
      let reading = try #require(try await store.open(key(), range: nil))
      #expect(try await reading.next()?.count == 131_072)
      #expect(truncate("\(folder)/blobs/\(tenant)/aa/\(String(repeating: "a", count: 64))", 131_072) == 0)
      let error = await #expect(throws: AppError.self) { _ = try await reading.next() }
      #expect(error?.slug == "blobs_unavailable")
    }
  }

  @Test(
    "only hashes are names, so that no path leads out of the folder",
    arguments: ["", "..", "../../etc/passwd", "a", String(repeating: "A", count: 64), String(repeating: "g", count: 64)]
      + ["-", "-a/b", "-A", "-a-b", "-é", "/x", "\0"].map { String(repeating: "a", count: 64) + $0 })
  func names(name: String) { #expect(BlobKey(tenant: tenant, name: name) == nil) }
}
