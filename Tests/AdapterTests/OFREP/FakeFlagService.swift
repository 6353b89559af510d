import Admin
import ForumKernel
import ForumWiring
import Foundation
import Support
import Synchronization

@testable import OFREP

/// A flag service that answers as a test says, and remembers what it was asked.
final class FakeFlagService: Sendable {
  private struct State {
    var asked: [String] = []
    var answer: @Sendable (String) -> String?
  }

  static let tenant = TenantID(RawID(high: 1, low: 1))

  private let state: Mutex<State>

  init(_ answer: @escaping @Sendable (String) -> String?) { state = Mutex(State(answer: answer)) }

  /// All requests so far, whole.
  var asked: [String] { state.withLock { $0.asked } }
  /// Those that somebody's question made.
  var questions: [String] { asked.filter { !$0.contains(#""targetingKey":"main""#) && !$0.contains(#""targetingKey":"acme""#) } }

  func answers(_ answer: @escaping @Sendable (String) -> String?) { state.withLock { $0.answer = answer } }

  /// The answer to a request, which is remembered.
  func note(_ request: String) -> String? {
    let answer = state.withLock { state in
      state.asked.append(request)
      return state.answer
    }
    return answer(request)
  }

  /// Runs `body` with flags of this service.
  func run(
    token: (any SecretSource)? = nil, pollInterval: Duration = .seconds(3600), requestTimeout: Duration = .seconds(20), answerMax: Int = 64 << 10,
    _ body: (OFREPFlags) async throws -> Void
  ) async throws {
    try await ScriptedServer.run(
      seesAll: true,
      { self.note($0) }
    ) { server in
      try await withRemoteFlags(
        server.url, token: token, pollInterval: pollInterval, requestTimeout: requestTimeout, answerBytesMax: answerMax, body)
    }
  }

  static func question(_ context: [String: AttributeValue] = [:], tenant: TenantID = tenant, slug: String = "main") -> FeatureQuestion {
    FeatureQuestion(tenant: tenant, slug: slug, context: FeatureContext(context))
  }

  /// The flag that is asked for; of all flags the only one, `editor`.
  static func says(_ value: String, _ request: String, headers: String = "", streams: String = "") -> String {
    let isOne = request.hasPrefix("POST /ofrep/v1/evaluate/flags/")
    let asked = isOne ? request.dropFirst("POST /ofrep/v1/evaluate/flags/".count).prefix { $0 != " " }.removingPercentEncoding ?? "" : "editor"
    let flag = #"{"key":"\#(asked)","value":\#(value),"reason":"STATIC","variant":"v"}"#
    return ScriptedServer.json("200 OK", isOne ? flag : #"{"flags":[\#(flag)]\#(streams)}"#, headers: headers)
  }

  /// The beginning of an event stream with that text in it, which goes on for ever.
  static func events(_ text: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
  }
}

/// An answer that is none; its name stands for it in reports.
enum BadFlagAnswer: String, CaseIterable {
  case silence, unfinished, otherFlag, redirection, html, htmlNotFound, unauthorized, brokenJSON, deepJSON, wrongTypes, general,
    unexpectedNotModified,
    compressed, huge,
    noHTTP, serverError, wrongNotFound

  var bytes: String? {
    switch self {
    case .silence: nil
    case .unfinished: "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"
    case .redirection: "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    case .otherFlag: ScriptedServer.json("200 OK", #"{"key":"other","value":true,"reason":"STATIC","flags":0}"#)
    case .html: ScriptedServer.json("200 OK", "<html>")
    case .htmlNotFound: ScriptedServer.json("404 Not Found", "<html>")
    case .unauthorized: ScriptedServer.json("401 Unauthorized", "{}")
    case .brokenJSON: ScriptedServer.json("200 OK", #"{"key":"editor","value":tru"#)
    case .deepJSON: ScriptedServer.json("200 OK", #"{"key":"editor","flags":"# + String(repeating: "[", count: 50_000))
    case .wrongTypes: ScriptedServer.json("200 OK", #"{"key":7,"value":true,"flags":{"editor":true}}"#)
    case .general: ScriptedServer.json("400 Bad Request", #"{"key":"editor","errorCode":"GENERAL","errorDetails":"x"}"#)
    case .unexpectedNotModified: "HTTP/1.1 304 Not Modified\r\n\r\n"
    // What would become a bomb is not unpacked at all.
    case .compressed:
      ScriptedServer.json("200 OK", #"{"key":"editor","value":true,"reason":"STATIC","flags":[]}"#, headers: "Content-Encoding: gzip\r\n")
    case .huge:
      ScriptedServer.json("200 OK", #"{"key":"editor","reason":"STATIC","flags":[],"value":""# + String(repeating: "x", count: 100_000) + #""}"#)
    case .noHTTP: "nonsense\r\n\r\n"
    case .serverError: ScriptedServer.json("500 Internal Server Error", #"{"errorDetails":"x"}"#)
    case .wrongNotFound: ScriptedServer.json("404 Not Found", #"{"key":"editor","errorCode":"PARSE_ERROR"}"#)
    }
  }
}
