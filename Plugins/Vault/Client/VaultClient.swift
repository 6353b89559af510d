import AsyncHTTPClient
import ForumKernel
import ForumWiring
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Sends calls to one vault. Each ends at its deadline.
final class VaultClient: Sendable {
  /// A larger answer is no secret.
  private static let answerBytesMax = 1 << 20

  private let target: VaultTarget
  private let timeout: Duration
  private let http: HTTPClient

  /// Throws `invalid` (`vault_ca_file`).
  init(_ target: VaultTarget, timeout: Duration) throws(AppError) {
    self.target = target
    self.timeout = timeout
    var configuration = HTTPClient.Configuration()
    if let file = target.authorityFile {
      do {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
        configuration.tlsConfiguration = tls
      } catch {
        throw AppError(.invalid, "vault_ca_file", "vault.ca_file names \(file), which holds no certificates in PEM.")
      }
    }
    // A redirection would carry the token to wherever it leads.
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.connect = .nanoseconds(timeout.nanoseconds)
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func close() async { try? await http.shutdown() }

  /// `path` as in `secret/data/forum`. `patience`: shorter than the deadline of all calls, where nobody can wait that long.
  func call(
    _ method: HTTPMethod, _ path: String, _ body: [String: String] = [:], token: String?, patience: Duration? = nil
  ) async throws(VaultError) -> VaultAnswer {
    var request = HTTPClientRequest(url: "\(target.address)/v1/\(path)")
    request.method = method
    request.headers.add(name: "accept", value: "application/json")
    request.headers.add(name: "x-vault-request", value: "true")
    if let token {
      // What is no token would end the header.
      guard token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw .noLogIn("the token is not one line of plain characters") }
      request.headers.add(name: "x-vault-token", value: token)
    }
    if let namespace = target.namespace { request.headers.add(name: "x-vault-namespace", value: namespace) }
    if method != .GET {
      guard let bytes = try? JSONEncoder().encode(body) else { throw .malformed("what can't be said in JSON") }
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: bytes))
    }
    return try Self.read(try await answer(to: request, min(timeout, patience ?? timeout)))
  }

  private static func read(_ answer: (status: Int, body: Data)) throws(VaultError) -> VaultAnswer {
    let (status, body) = answer
    if status == 204 { return VaultAnswer() }
    if status == 200 {
      if let answer = try? JSONDecoder().decode(VaultAnswer.self, from: body) { return answer }
      throw .malformed("status 200 and what is no answer of a vault (\(body.count) bytes)")
    }
    guard !(300..<400).contains(status) else { throw .malformed("a redirection (\(status)), which is not followed") }
    let words = (try? JSONDecoder().decode(VaultRefusal.self, from: body))?.words
    switch status {
    case 403: throw .denied
    case 404: throw .notFound(words ?? "")
    case 503 where words?.contains("sealed") ?? false: throw .sealed
    default: throw words.map { .refused(status: status, $0) } ?? .malformed("status \(status) and \(body.count) bytes")
    }
  }

  /// The whole answer, within the deadline and the limit.
  private func answer(to request: HTTPClientRequest, _ time: Duration) async throws(VaultError) -> (status: Int, body: Data) {
    let http = http
    return try await Deadline.run(time, late: .timedOut) { () async throws(VaultError) -> (Int, Data) in
      do {
        let response = try await http.execute(request, timeout: .nanoseconds(time.nanoseconds))
        if let coding = response.headers.first(name: "content-encoding"), coding != "identity" {
          throw VaultError.malformed("an answer coded as \(coding.prefix(40))")
        }
        if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }), length > Self.answerBytesMax {
          throw VaultError.tooLarge
        }
        let body = try await response.body.collect(upTo: Self.answerBytesMax)
        return (Int(response.status.code), Data(body.readableBytesView))
      } catch {
        throw Self.failure(error)
      }
    }
  }

  private static func failure(_ error: any Error) -> VaultError {
    switch error {
    case let error as VaultError: error
    case is NIOTooManyBytesError: .tooLarge
    case is CancellationError: .timedOut
    case let error as HTTPClientError:
      switch error {
      case .deadlineExceeded, .connectTimeout, .readTimeout, .cancelled: .timedOut
      case .alreadyShutdown: .closed
      default: .unreachable("\(error)")
      }
    case is HTTPParserError: .malformed("no HTTP")
    default: .unreachable("\(error)")
    }
  }
}

extension Duration {
  /// Whole nanoseconds.
  fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
