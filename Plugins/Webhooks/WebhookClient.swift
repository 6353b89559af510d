import AsyncHTTPClient
import ForumKernel
import ForumWiring
import NIOCore
import NIOHTTP1
import NIOSSL
public import Notifications

/// Sends deliveries over HTTP. A name is looked up once for each try, all its addresses are checked, and a checked one is connected to: TLS still asks for
/// the name. No redirect is followed, no proxy asked, no connection kept, and of an answer only the beginning is read.
public struct WebhookClient: WebhookSender {
  /// The rest of an answer is of no interest.
  private static let bodyWait = Duration.seconds(2)
  /// Tried one after the other while there is no connection.
  private static let addressesMax = 3
  private static let connectWait = TimeAmount.seconds(5)

  private let rules: WebhookRules
  private let timeout: Duration
  private let lookup: AddressLookup
  private let certificates: TLSConfiguration?

  public init(rules: WebhookRules, timeout: Duration, lookup: AddressLookup = .system) {
    self.init(rules: rules, timeout: timeout, lookup: lookup, trusting: nil)
  }

  /// `certificates`: whom to trust in place of those whom the system trusts; as PEM.
  init(rules: WebhookRules, timeout: Duration, lookup: AddressLookup, trusting certificates: [UInt8]?) {
    self.rules = rules
    self.timeout = timeout
    self.lookup = lookup
    self.certificates = certificates.flatMap { pem in
      var configuration = TLSConfiguration.makeClientConfiguration()
      guard let roots = try? NIOSSLCertificate.fromPEMBytes(pem) else { return nil }
      configuration.trustRoots = .certificates(roots)
      return configuration
    }
  }

  public func send(_ request: WebhookRequest) async -> WebhookResult {
    // What was allowed when it was set may be no more.
    do throws(AppError) { try rules.check(request.url) } catch { return WebhookResult(problem: .refused) }
    guard let signature = try? StandardSignature(request) else { return WebhookResult(problem: .refused) }
    let deadline = ContinuousClock.now + timeout
    do throws(WebhookFailure) {
      return try await Deadline.run(timeout, late: .timedOut) { () async throws(WebhookFailure) -> WebhookResult in
        let addresses = try await self.addresses(of: request.url)
        var failure = WebhookFailure.unreachable
        for address in addresses.prefix(Self.addressesMax) {
          do throws(WebhookFailure) {
            return try await ask(request, signature, at: address, until: deadline)
          } catch {
            // Once it had the request, another address might get it a second time.
            guard error == .unreachable else { throw error }
            failure = error
          }
        }
        throw failure
      }
    } catch {
      return WebhookResult(problem: error.problem)
    }
  }

  /// Every address of the name must be one that may be asked: a name with one inside and one outside is somebody's trick.
  private func addresses(of url: WebhookURL) async throws(WebhookFailure) -> [IPAddress] {
    if let address = url.address { return [address] }
    let all = await lookup.find(url.host)
    guard !all.isEmpty, all.allSatisfy(rules.allows) else { throw .noPublicAddress }
    return all
  }

  private func ask(
    _ request: WebhookRequest, _ signature: StandardSignature, at address: IPAddress, until deadline: ContinuousClock.Instant
  ) async throws(WebhookFailure) -> WebhookResult {
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration(request.url, address))
    let result: Result<WebhookResult, WebhookFailure>
    do {
      var asked = HTTPClientRequest(url: request.url.text)
      asked.method = .POST
      asked.headers = [
        "content-type": "application/json", "user-agent": "forum-lite-webhooks", "webhook-id": signature.id,
        "webhook-timestamp": signature.timestamp, "webhook-signature": signature.signature, "connection": "close",
      ]
      asked.body = .bytes(ByteBuffer(string: request.payload))
      let left = max(ContinuousClock.now.duration(to: deadline), .zero)
      let response = try await client.execute(asked, timeout: .milliseconds(Int64(left / .milliseconds(1))))
      let answer = await Self.beginning(of: response.body)
      let wait = RetryAfter.seconds(response.headers.first(name: "retry-after"), now: request.sentAt)
      result = .success(WebhookResult(status: Int(response.status.code), retryAfterSeconds: wait, answer: answer))
    } catch {
      result = .failure(WebhookFailure(error))
    }
    // Also a connection whose answer has no end.
    try? await client.shutdown()
    return try result.get()
  }

  /// Where the name is overridden, TLS and the Host header still have the name, and nobody looks it up a second time.
  private func configuration(_ url: WebhookURL, _ address: IPAddress) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.connect = Self.connectWait
    configuration.tlsConfiguration = certificates
    if url.address == nil { configuration.dnsOverride = [url.host: address.description] }
    return configuration
  }

  /// What comes at once, up to the bound; never waits for an end.
  private static func beginning(of body: HTTPClientResponse.Body) async -> String {
    let box = Beginning()
    try? await Deadline.run(bodyWait, late: WebhookFailure.timedOut) { () async throws(WebhookFailure) in
      do {
        for try await part in body where box.append(part.readableBytesView) >= WebhookLimits.answerBytesMax { return }
      } catch {
        // The status has come, which is what counts.
      }
    }
    return AnswerText.shown(box.bytes)
  }
}
