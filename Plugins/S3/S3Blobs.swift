import AsyncHTTPClient
public import Forum
public import ForumKernel
import ForumWiring
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// Blobs in a bucket of a service that speaks S3, as `<prefix><tenant>/<name>`.
public final class S3Blobs: BlobStore {
  private static let logger = Logger(label: "blobs.s3")
  /// Of a list, as S3 bounds it.
  private static let pageMax = 1000
  private static let threads = 4
  private static let waitingMax = 256

  private let target: S3Target
  private let client: S3Client
  private let threads: WorkThreads

  /// Asks the bucket for a list. Throws `invalid` (`s3_bucket_unusable`) with what to do where somebody must change something; a service that is away just now is
  /// only noted, and what needs it is `unavailable` meanwhile.
  public static func open(_ target: S3Target, clock: any WallClock = SystemClock()) async throws(AppError) -> S3Blobs {
    let blobs = S3Blobs(target, clock)
    do throws(S3Error) {
      _ = try await blobs.page(prefix: target.prefix, after: nil, limit: 1)
    } catch {
      guard !error.isOfConfiguration, error != .nothingThere else {
        await blobs.close()
        throw AppError(.invalid, "s3_bucket_unusable", "The bucket for attachments can't be used: \(error.words(target)).")
      }
      logger.warning("The bucket for attachments does not answer.", metadata: ["error": "\(error.words(target))"])
    }
    return blobs
  }

  private init(_ target: S3Target, _ clock: any WallClock) {
    self.target = target
    client = S3Client(target, clock: clock)
    threads = WorkThreads(
      threads: Self.threads, waitingMax: Self.waitingMax,
      busy: AppError(.unavailable, "blobs_unavailable", "Too many attachments are on their way. Try again.", retryAfterSeconds: 1))
  }

  public func close() async { await client.close() }

  public func put(_ path: String, as key: BlobKey) async throws(AppError) {
    let (target, threads) = (target, threads)
    let file = try await threads.run { () throws(AppError) -> SentFile in
      do throws(S3Error) { return try SentFile(path) } catch { throw error.appError(target) }
    }
    try await asking { client throws(S3Error) in
      var request = self.request("PUT", self.name(key))
      request.headers += [("content-type", "application/octet-stream"), ("content-length", "\(file.size)")]
      request.digest = file.digest
      let answer = try await client.answer(to: request) { () throws(S3Error) in try file.body(threads) }
      guard answer.status == 200 else { throw .malformed("status \(answer.status) to what is to be kept") }
      _ = try await client.text(of: answer)
    }
  }

  public func open(_ key: BlobKey, range: Range<Int64>?) async throws(AppError) -> (any BlobReading)? {
    try await asking { client throws(S3Error) -> S3Reading? in
      do throws(S3Error) {
        if let range, range.isEmpty { return try await self.empty(key) }
        let get = { @Sendable (range: Range<Int64>?) async throws(S3Error) -> S3Client.Answer in
          var request = self.request("GET", self.name(key))
          if let range { request.headers.append(("range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")) }
          return try await client.answer(to: request)
        }
        let answer = try await get(range)
        return answer.status == 416 ? try await self.empty(key) : try S3Reading(answer, range: range, self.target, again: get)
      } catch {
        guard error == .nothingThere else { throw error }
        return nil
      }
    }
  }

  public func remove(_ key: BlobKey) async throws(AppError) {
    try await asking { client throws(S3Error) in
      do throws(S3Error) {
        _ = try await client.text(of: try await client.answer(to: self.request("DELETE", self.name(key))))
      } catch {
        guard error == .nothingThere else { throw error }
      }
    }
  }

  public func keys(of tenant: TenantID, after: BlobKey?, limit: Int) async throws(AppError) -> [BlobKey] {
    let prefix = "\(target.prefix)\(tenant)/"
    return try await asking { _ throws(S3Error) in
      var (keys, place): ([BlobKey], String?) = ([], after.map { prefix + $0.name })
      while keys.count < limit {
        let page = try await self.page(prefix: prefix, after: place, limit: min(limit - keys.count, Self.pageMax))
        // What others put there is none of ours.
        keys += page.names.filter { $0.hasPrefix(prefix) }.compactMap { BlobKey(tenant: tenant, name: String($0.dropFirst(prefix.count))) }
        guard page.hasMore, let last = page.names.last else { break }
        place = last
      }
      return keys
    }
  }

  private func page(prefix: String, after: String?, limit: Int) async throws(S3Error) -> (names: [String], hasMore: Bool) {
    var request = request("GET", "")
    request.query = [("list-type", "2"), ("max-keys", "\(limit)"), ("prefix", prefix)] + (after.map { [("start-after", $0)] } ?? [])
    let text = S3Text(try await client.text(of: try await client.answer(to: request)))
    guard text.first("ListBucketResult") != nil || text.first("IsTruncated") != nil else { throw .malformed("what is no list of a bucket") }
    let names = text.all("Contents").compactMap { $0.first("Key") }
    guard names.count <= limit, after.map({ after in names.allSatisfy { $0 > after } }) ?? true else {
      throw .malformed("a list that was not asked for")
    }
    return (names, text.first("IsTruncated") == "true")
  }

  /// Of a blob of which nothing is to be read; throws `nothingThere`.
  private func empty(_ key: BlobKey) async throws(S3Error) -> S3Reading {
    let answer = try await client.answer(to: request("HEAD", name(key)))
    guard let size = answer.headers.first(name: "content-length").flatMap({ Int64($0) }) else { throw .malformed("no size") }
    return S3Reading(size: size, target)
  }

  private func name(_ key: BlobKey) -> String { "\(target.prefix)\(key.tenant)/\(key.name)" }

  private func request(_ method: String, _ name: String) -> S3Signature.Request {
    S3Signature.Request(method: method, path: target.path(name), headers: [("host", target.host)])
  }

  private func asking<Value: Sendable>(_ work: (S3Client) async throws(S3Error) -> Value) async throws(AppError) -> Value {
    do throws(S3Error) {
      return try await work(client)
    } catch {
      Self.logger.warning("The bucket for attachments gives no answer that counts.", metadata: ["error": "\(error.words(target))"])
      throw error.appError(target)
    }
  }
}
