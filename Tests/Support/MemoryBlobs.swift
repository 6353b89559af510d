public import Forum
public import ForumKernel
import Foundation
import Synchronization

/// The blob store over a dictionary.
public final class MemoryBlobs: BlobStore {
  private let blobs = Mutex<[BlobKey: [UInt8]]>([:])

  public init() {}

  public func put(_ path: String, as key: BlobKey) async throws(AppError) {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw AppError(.unavailable, "blobs_unavailable", "There is no file \(path).", retryAfterSeconds: 1)
    }
    blobs.withLock { blobs in if blobs[key] == nil { blobs[key] = Array(bytes) } }
  }

  public func open(_ key: BlobKey, range: Range<Int64>?) async throws(AppError) -> (any BlobReading)? {
    blobs.withLock { $0[key] }.map { MemoryBlobReading($0, range) }
  }

  public func remove(_ key: BlobKey) async throws(AppError) { blobs.withLock { $0[key] = nil } }

  public func keys(of tenant: TenantID, after: BlobKey?, limit: Int) async throws(AppError) -> [BlobKey] {
    let all = blobs.withLock { Array($0.keys) }
    return Array(all.filter { key in key.tenant == tenant && after.map { $0 < key } ?? true }.sorted().prefix(limit))
  }
}

private final class MemoryBlobReading: BlobReading {
  private static let pieceBytesMax = 128 << 10

  let size: Int64
  private let rest: Mutex<ArraySlice<UInt8>>

  init(_ bytes: [UInt8], _ range: Range<Int64>?) {
    let all = 0..<Int64(bytes.count)
    let wanted = range?.clamped(to: all) ?? all
    size = all.upperBound
    rest = Mutex(bytes[Int(wanted.lowerBound)..<Int(wanted.upperBound)])
  }

  func next() async throws(AppError) -> [UInt8]? {
    rest.withLock { rest in
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(Self.pieceBytesMax) }
      return Array(rest.prefix(Self.pieceBytesMax))
    }
  }
}
