public import Admin
import ForumKernel
import HTTPTypes
import NIOCore

/// The OpenFeature Remote Evaluation Protocol, 0.3: any OpenFeature SDK asks the forum's flags by it. Its paths, answers and error codes are the protocol's.
public struct OFREPRoutes: Sendable {
  static let eventsPath = "/ofrep/v1/events"
  /// After so long in the background a client should leave the event stream.
  private static let inactivitySeconds: Int64 = 120

  private let evaluate: EvaluateFeatures

  public init(admin: AdminModule) { evaluate = admin.evaluateFeatures }

  public var routes: [PageRoute] {
    [
      PageRoute(.post, "/ofrep/v1/evaluate/flags", needs: .forumRead) { call, _ in try await self.all(call) },
      PageRoute(.post, "/ofrep/v1/evaluate/flags/{key}", needs: .forumRead) { call, _ in try await self.one(call) },
    ]
  }

  private func one(_ call: Call) async throws -> PageReply {
    let key = try call.word("key")
    switch Self.context(call) {
    case .failure(let fault): return Self.reply(fault.json(key), .badRequest)
    case .success(let context):
      switch try await evaluate(key, context, by: call.principal) {
      case .success(let evaluation): return Self.reply(evaluation.json, .ok)
      case .failure(let failure): return Self.reply(failure.json(key), failure.code == .flagNotFound ? .notFound : .badRequest)
      }
    }
  }

  private func all(_ call: Call) async throws -> PageReply {
    switch Self.context(call) {
    case .failure(let fault): return Self.reply(fault.json(nil), .badRequest)
    case .success(let context):
      let answers: [FeatureAnswer]
      switch try await evaluate.all(context, by: call.principal) {
      case .success(let known): answers = known
      case .failure(let failure): return Self.reply(failure.json(nil), .badRequest)
      }
      let flags = answers.map { answer in
        switch answer.result {
        case .success(let evaluation): evaluation.json
        case .failure(let failure): failure.json(answer.key)
        }
      }
      var answer: JSONValue = ["flags": .array(flags)]
      // Event sources can't send the header that names the tenant.
      if call.head.headerFields[.xTenant] == nil { answer = answer.with("eventStreams", [Self.eventStream(call)]) }
      var reply = Self.reply(answer, .ok)
      let tag = EntityTag.text(Int64(flags.count), reply.body.readableBytesView)
      reply.headers[.eTag] = tag
      guard let seen = call.head.headerFields[.ifNoneMatch], EntityTag.isNamed(tag, in: seen) else { return reply }
      return PageReply(ByteBuffer(), type: MediaType.json, status: .notModified, headers: [.eTag: tag])
    }
  }

  private static func eventStream(_ call: Call) -> JSONValue {
    return [
      "type": "sse", "url": .text("http\(call.isSecure ? "s" : "")://\(call.head.authority ?? "localhost")\(eventsPath)"),
      "inactivityDelaySec": .integer(inactivitySeconds),
    ]
  }

  private static func reply(_ value: JSONValue, _ status: HTTPResponse.Status) -> PageReply {
    var writer = JSONWriter()
    writer.value(value)
    return PageReply(ByteBuffer(bytes: writer.bytes), type: MediaType.json, status: status, headers: [.cacheControl: "no-store"])
  }

  private static let tooLarge = FeatureFailure(
    .invalidContext,
    "A context has at most \(AdminLimits.featureContextBytesMax) bytes, \(AdminLimits.featureContextItemsMax) items a list and "
      + "\(AdminLimits.featureContextTextMax) bytes a text.")

  /// What conditions would go through.
  private static func isSmall(_ value: AttributeValue) -> Bool {
    switch value {
    case .text(let text): text.utf8.count <= AdminLimits.featureContextTextMax
    case .list(let items): items.count <= AdminLimits.featureContextItemsMax && items.allSatisfy { isSmall($0) }
    default: true
    }
  }

  /// No body, and no context, are an empty context.
  private static func context(_ call: Call) -> Result<FeatureContext, FeatureFailure> {
    guard let body = call.body, body.readableBytes > 0 else { return .success(FeatureContext([:])) }
    guard body.readableBytes <= AdminLimits.featureContextBytesMax else { return .failure(tooLarge) }
    let json: JSONValue
    do {
      json = try body.withUnsafeReadableBytes { bytes in try JSONParser.parse(bytes.bindMemory(to: UInt8.self)) }
    } catch {
      return .failure(FeatureFailure(.parseError, (error as? AppError)?.message ?? "The body is no JSON."))
    }
    guard case .object = json else { return .failure(FeatureFailure(.parseError, "The body must be a JSON object.")) }
    switch AttributeValue(json["context"] ?? .null) {
    case .null: return .success(FeatureContext([:]))
    case .object(let attributes):
      guard attributes.values.allSatisfy({ isSmall($0) }) else { return .failure(tooLarge) }
      switch attributes[FeatureContext.targetingKeyName] {
      case nil, .null, .text: return .success(FeatureContext(attributes))
      default: return .failure(FeatureFailure(.invalidContext, "targetingKey must be a string."))
      }
    default: return .failure(FeatureFailure(.invalidContext, "context must be an object."))
    }
  }
}

extension FeatureEvaluation {
  fileprivate var json: JSONValue {
    var json: JSONValue = ["key": .text(key), "reason": .text(reason.rawValue)]
    if let variant { json = json.with("variant", .text(variant)) }
    if let value { json = json.with("value", value.json) }
    return json.with("metadata", AttributeValue.object(metadata).json)
  }
}

extension FeatureFailure {
  fileprivate func json(_ key: String?) -> JSONValue {
    let members: JSONValue = ["errorCode": .text(code.rawValue), "errorDetails": .text(details)]
    return key.map { members.with("key", .text($0)) } ?? members
  }
}
