import ForumKernel
import Notifications
import Synchronization
import Testing

@testable import Webhooks

@Suite("What asks receivers of webhooks") struct WebhookClientTests {
  private static let local = WebhookRules(plainHosts: ["127.0.0.1", "hooks.example.org"], allowsPrivate: true)
  private static let outside = WebhookRules(plainHosts: ["hooks.example.org"])

  private final class Seen: Sendable {
    private let all = Mutex<[String]>([])
    var requests: [String] { all.withLock { $0 } }
    func note(_ text: String) { all.withLock { $0.append(text) } }
  }

  private func send(
    _ url: String, _ rules: WebhookRules = local, timeout: Duration = .seconds(10), lookup: AddressLookup = AddressLookup { _ in [] }
  ) async throws -> WebhookResult {
    await WebhookClient(rules: rules, timeout: timeout, lookup: lookup).send(
      WebhookRequest(
        url: try WebhookURL(url), event: RawID(high: 7 << 12, low: 2 << 62), sentAt: Timestamp(milliseconds: 1_764_460_800_000),
        payload: #"{"type":"webhook.test"}"#, keys: [.hmac(Array(0..<32))]))
  }

  private func address(_ text: String) -> IPAddress { IPAddress(v4: text) ?? IPAddress(v6: text) ?? IPAddress([0, 0, 0, 0])! }

  @Test("a receiver gets the body by POST with the three headers, and nothing else of the forum")
  func request() async throws {
    let seen = Seen()
    try await ScriptedServer.run(
      seesAll: true,
      {
        seen.note($0)
        return ScriptedServer.json("202 Accepted", #"{"ok":true}"#)
      }
    ) { server in
      let result = try await send(server.url + "/hook?x=1")
      #expect(result == WebhookResult(status: 202, answer: #"{"ok":true}"#) && result.isSuccess)
    }
    let lines = try #require(seen.requests.first).lowercased()
    #expect(seen.requests.count == 1 && lines.hasPrefix("post /hook?x=1 http/1.1\r\n"))
    for field in [
      "content-type: application/json\r\n", "webhook-id: 00000000-0000-7000-8000-000000000000\r\n", "webhook-timestamp: 1764460800\r\n",
      "webhook-signature: v1,", "content-length: 23\r\n",
    ] { #expect(lines.contains(field), "\(field) is not in \(lines)") }
    #expect(lines.hasSuffix("\r\n\r\n{\"type\":\"webhook.test\"}") && !lines.contains("authorization") && !lines.contains("cookie"))
  }

  @Test("a name with an address inside, alone or among others outside, is not connected to")
  func insideNames() async throws {
    let seen = Seen()
    try await ScriptedServer.run({
      seen.note($0)
      return ScriptedServer.json("200 OK", "{}")
    }) { server in
      let url = "http://hooks.example.org:\(server.port)/"
      for addresses in [
        ["127.0.0.1"], ["127.0.0.1", "93.184.215.14"], ["93.184.215.14", "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"],
        ["0.0.0.0"],
        ["169.254.169.254"], [],
      ] {
        let result = try await send(url, Self.outside, lookup: AddressLookup { _ in addresses.map(address) })
        #expect(result == WebhookResult(problem: .noPublicAddress), "\(addresses)")
      }
      // The same words for a name that is not there at all: they tell nothing about the network inside.
      #expect(try await send("http://127.0.0.1:\(server.port)/", Self.outside) == WebhookResult(problem: .refused))
    }
    #expect(seen.requests.isEmpty)
  }

  @Test("a name that changes its addresses between check and connection leads nowhere else: it is looked up once, and the checked address is asked")
  func rebinding() async throws {
    let (seen, lookups) = (Seen(), Seen())
    try await ScriptedServer.run({
      seen.note($0)
      return ScriptedServer.json("200 OK", "{}")
    }) { server in
      // At first an address that may be asked and where nobody answers; ever after the server inside.
      let rebinding = AddressLookup { [self] name in
        lookups.note(name)
        return [address(lookups.requests.count == 1 ? "127.0.0.2" : "127.0.0.1")]
      }
      let rules = WebhookRules(plainHosts: ["hooks.example.org"], allowsPrivate: true)
      let closed = try await send("http://hooks.example.org:\(server.port)/", rules, lookup: rebinding)
      #expect(closed == WebhookResult(problem: .unreachable) && lookups.requests == ["hooks.example.org"] && seen.requests.isEmpty)
      // The second try checks anew, and asks what it checked.
      #expect(try await send("http://hooks.example.org:\(server.port)/", rules, lookup: rebinding).isSuccess)
      #expect(lookups.requests.count == 2 && seen.requests.count == 1)
      let third = try await send("http://hooks.example.org:\(server.port)/", Self.outside, lookup: rebinding)
      #expect(third == WebhookResult(problem: .noPublicAddress) && seen.requests.count == 1)
    }
  }

  @Test("an address of a name that does not answer is followed by the next one")
  func severalAddresses() async throws {
    try await ScriptedServer.run({ _ in ScriptedServer.json("200 OK", "{}") }) { server in
      let lookup = AddressLookup { [self] _ in [address("127.0.0.2"), address("127.0.0.1")] }
      let result = try await send("http://hooks.example.org:\(server.port)/", lookup: lookup)
      #expect(result.isSuccess)
    }
  }

  @Test("an answer that leads elsewhere is an answer, and is not followed", arguments: [301, 302, 303, 307, 308])
  func redirects(_ status: Int) async throws {
    let seen = Seen()
    try await ScriptedServer.run({
      seen.note($0)
      return "HTTP/1.1 \(status) Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    }) { server in
      let result = try await send(server.url + "/")
      #expect(result.status == status && !result.isSuccess)
    }
    #expect(seen.requests.count == 1)
  }

  @Test("of an answer the beginning is kept as text, also of one without end")
  func endless() async throws {
    let endless = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + String(repeating: "x", count: 200_000)
    try await ScriptedServer.run({ _ in endless }) { server in
      let began = ContinuousClock.now
      let result = try await send(server.url + "/")
      #expect(result.isSuccess && result.answer == String(repeating: "x", count: WebhookLimits.answerBytesMax))
      #expect(began.duration(to: .now) < .seconds(8))
    }
    try await ScriptedServer.run({ _ in ScriptedServer.json("500 Oh", "a\u{0}b\u{1b}[31mc\u{202e}d\nü") }) { server in
      let result = try await send(server.url + "/")
      #expect(result.answer == "a\u{fffd}b\u{fffd}[31mc\u{fffd}d\u{fffd}ü")
    }
    // The body that was promised never comes: the status has.
    try await ScriptedServer.run({ _ in "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab" }) { server in
      let result = try await send(server.url + "/")
      #expect(result == WebhookResult(status: 200, answer: "ab"))
    }
  }

  @Test("who says nothing, or no HTTP, costs the deadline at most, and is told in few words")
  func silence() async throws {
    try await ScriptedServer.run({ _ in nil }) { server in
      let began = ContinuousClock.now
      let result = try await send(server.url + "/", timeout: .milliseconds(600))
      #expect(result == WebhookResult(problem: .timedOut))
      #expect(began.duration(to: .now) < .seconds(7))
    }
    try await ScriptedServer.run({ _ in "SSH-2.0-OpenSSH\r\n\r\n" }) { server in
      let result = try await send(server.url + "/")
      #expect(result == WebhookResult(problem: .malformed))
    }
    #expect(try await send("http://127.0.0.1:1025/") == WebhookResult(problem: .unreachable))
    let hanging = AddressLookup { _ in
      try? await Task.sleep(for: .seconds(60))
      return []
    }
    #expect(try await send("http://hooks.example.org/", timeout: .milliseconds(300), lookup: hanging) == WebhookResult(problem: .timedOut))
  }

  @Test("Retry-After is read as seconds and as a date")
  func retryAfter() async throws {
    for (text, seconds) in [("120", 120), ("Sun, 30 Nov 2025 00:02:00 GMT", 120), ("-5", 0), ("soon", nil)] as [(String, Int64?)] {
      try await ScriptedServer.run({ _ in ScriptedServer.json("503 Later", "", headers: "Retry-After: \(text)\r\n") }) { server in
        let result = try await send(server.url + "/")
        #expect(result.retryAfterSeconds == seconds, "\(text)")
      }
    }
  }
}
