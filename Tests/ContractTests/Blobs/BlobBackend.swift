import BlobDirectory
import Forum
import ForumKernel
import Support
import Testing

/// The blob stores that the suite runs over.
enum BlobBackend: String, CaseIterable, CustomTestStringConvertible {
  case directory = "blobs.directory"
  case memory

  var testDescription: String { rawValue }

  /// Gives `body` an empty store, and a folder for files.
  func with(_ body: (BlobFixture) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let fixture =
        switch self {
        case .directory: BlobFixture(try BlobDirectory(directory: folder + "/blobs"), folder)
        case .memory: BlobFixture(MemoryBlobs(), folder)
        }
      try fixture.prepare()
      try await body(fixture)
    }
  }
}
