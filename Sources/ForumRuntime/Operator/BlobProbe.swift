import Admin
import Crypto
import Forum
import ForumKernel
import Foundation

/// Keeps a few bytes as an attachment would be, reads them, lists them and takes them away again.
struct BlobProbe {
  let tenant: TenantID
  /// Where files may be made; empty: that of the system.
  let folder: String

  /// Throws `unavailable` (`blobs_unavailable`) where one of these can't be done.
  func run(_ blobs: any BlobStore) async throws {
    let text = Data(UUID().uuidString.lowercased().utf8)
    let name = SHA256.hash(data: text).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "-probe"
    guard let key = BlobKey(tenant: tenant, name: name) else { return }
    let file = (folder.isEmpty ? FileManager.default.temporaryDirectory.path : folder) + "/blobs.probe-\(name.prefix(16))"
    try text.write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    try await blobs.put(file, as: key)
    do {
      guard let reading = try await blobs.open(key, range: nil), try await reading.next() == Array(text) else { throw failure("can't be read") }
      guard try await blobs.keys(of: tenant, after: nil, limit: 1).count == 1 else { throw failure("are not listed") }
    } catch {
      try? await blobs.remove(key)
      throw error
    }
    try await blobs.remove(key)
    guard try await blobs.open(key, range: nil) == nil else { throw failure("can't be removed") }
  }

  private func failure(_ what: String) -> AppError {
    AppError(.unavailable, "blobs_unavailable", "Attachments that were kept \(what).", retryAfterSeconds: 30)
  }
}

extension Application {
  /// How many blobs there are. Throws `unavailable` (`blobs_missing`) when rows name what the blob store does not have.
  func inspectBlobs() async throws -> [String: String] {
    var (missing, count): ([BlobKey], Int) = ([], 0)
    for tenant in try await storage.admin.tenants() {
      let found = try await forum.collectAttachments.missing(of: tenant.id)
      (missing, count) = (missing + found.missing, count + found.blobs)
    }
    guard let first = missing.first else { return ["blobs": "\(count)"] }
    throw AppError(
      .unavailable, "blobs_missing",
      "The bytes of \(missing.count) files are not there, such as \(first.tenant)/\(first.name): put them back from a back-up.")
  }
}
