import BlobDirectory
import Forum
import ForumKernel
import Foundation
import S3
import Support
import Testing

/// The blob stores that the suite runs over.
enum BlobBackend: String, CaseIterable, CustomTestStringConvertible {
  case directory = "blobs.directory"
  case memory
  /// A bucket in moto's server, which checks signatures.
  case s3 = "blobs.s3"

  /// S3 only where `FORUM_TEST_S3` names a server.
  static let allCases: [BlobBackend] = [.directory, .memory] + (S3Server.current == nil ? [] : [.s3])

  var testDescription: String { rawValue }

  /// Gives `body` an empty store, and a folder for files.
  func with(_ body: (BlobFixture) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let fixture =
        switch self {
        case .directory: BlobFixture(try BlobDirectory(directory: folder + "/blobs"), folder)
        case .memory: BlobFixture(MemoryBlobs(), folder)
        case .s3: BlobFixture(try await S3Blobs.open(try S3Server.target(prefix: "\(UUID().uuidString)/")), folder)
        }
      try fixture.prepare()
      try await body(fixture)
    }
  }
}
