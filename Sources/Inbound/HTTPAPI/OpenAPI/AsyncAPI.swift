import ForumKernel

/// The AsyncAPI 3.0 document of everything that is live, made from the declared endpoints.
enum AsyncAPI {
  /// The document as JSON.
  static func document(endpoints: [Endpoint], title: String, _ version: PinnedVersion) -> [UInt8] {
    var writer = JSONWriter(capacity: 32_768)
    writer.value(tree(endpoints.filter { !version.lacks($0.operationID) }, title, version))
    return writer.bytes
  }

  private static func tree(_ endpoints: [Endpoint], _ title: String, _ version: PinnedVersion) -> JSONValue {
    var (channels, operations, components): ([JSONMember], [JSONMember], [String: JSONValue]) = ([], [], ["CloudEvent": cloudEvent])
    for endpoint in endpoints.sorted(by: { $0.path < $1.path }) {
      switch endpoint.contract.answer {
      case .json, .nothing, .archive, .file: continue
      case .events(let events):
        channels.append(JSONMember(name: endpoint.operationID, value: channel(endpoint, events.map { ($0.name, message($0)) }, isSocket: false)))
        operations.append(operation(endpoint, "send", events.map(\.name)))
        components.merge(events.components) { first, _ in first }
      case .socket(let messages):
        let all = messages.receives + messages.sends
        channels.append(
          JSONMember(name: endpoint.operationID, value: channel(endpoint, all.map { ($0.name, message($0.name, $0.schema)) }, isSocket: true)))
        operations += [operation(endpoint, "receive", messages.receives.map(\.name)), operation(endpoint, "send", messages.sends.map(\.name))]
        for message in all { components.merge(message.schema.components) { first, _ in first } }
      }
    }
    return [
      "asyncapi": "3.0.0",
      "info": ["title": .text(title), "version": .text(version.release.version.description)],
      "defaultContentType": .text(MediaType.json),
      "channels": .object(channels),
      "operations": .object(operations),
      "components": [
        "schemas": .object(components.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: version.schema($0.value, named: $0.key)) }),
        "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer", "description": "An access token of POST /api/v1/auth/sessions."]],
      ],
    ]
  }

  private static func channel(_ endpoint: Endpoint, _ messages: [(name: String, value: JSONValue)], isSocket: Bool) -> JSONValue {
    var channel: JSONValue = [
      "address": .text(endpoint.path), "title": .text(endpoint.summary),
      "messages": .object(messages.map { JSONMember(name: key($0.name), value: $0.value) }),
    ]
    let names = endpoint.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    if !names.isEmpty {
      channel = channel.with("parameters", .object(names.map { JSONMember(name: $0, value: ["description": "An id: a UUID of version 7."]) }))
    }
    guard isSocket else {
      return channel.with(
        "description", "Server-Sent Events. A client that comes back with Last-Event-ID gets what it missed, or `reset` when that is gone.")
    }
    let codes = SocketCloseCode.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: " ")
    return channel.with("description", .text("A WebSocket, one JSON object a message. It is closed with one of these codes. \(codes)"))
      .with("bindings", ["ws": ["method": "GET", "bindingVersion": "0.1.0"]])
  }

  private static func operation(_ endpoint: Endpoint, _ action: String, _ messages: [String]) -> JSONMember {
    let channel = "#/channels/\(endpoint.operationID)"
    return JSONMember(
      name: "\(endpoint.operationID)_\(action)",
      value: [
        "action": .text(action), "channel": ["$ref": .text(channel)], "summary": .text(endpoint.summary),
        "messages": .array(messages.map { ["$ref": .text("\(channel)/messages/\(key($0))")] }),
        "security": [["$ref": "#/components/securitySchemes/bearer"]],
      ])
  }

  /// Keys have no dots.
  private static func key(_ name: String) -> String { name.replacing(".", with: "_") }

  private static func message(_ name: String, _ schema: JSONSchema) -> JSONValue { ["name": .text(name), "payload": schema.value] }

  private static func message(_ event: EventKind) -> JSONValue {
    var payload = event.payload?.value ?? ["$ref": "#/components/schemas/CloudEvent"]
    if let shown = event.shown {
      let data: JSONValue = ["type": "object", "properties": .object([JSONMember(name: shown.name, value: shown.schema.value)])]
      payload = ["allOf": [payload, ["type": "object", "properties": ["data": data]]]]
    }
    return ["name": .text(event.name), "summary": .text(event.summary), "payload": payload]
  }

  static let topics: JSONValue = ["type": "array", "items": ["type": "string"], "description": "Those it belongs to, where several are followed."]

  private static let cloudEvent: JSONValue = [
    "type": "object",
    "description": "CloudEvents 1.0 in JSON. `data` holds ids, and what is still visible of what they name.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": [
      "specversion": ["const": "1.0"], "id": ["type": "string", "format": "uuid"], "source": ["type": "string"], "type": ["type": "string"],
      "subject": ["type": "string"], "time": ["type": "string", "format": "date-time"],
      "actor": [
        "type": "string", "format": "uuid", "description": "Who did it, where that is who wrote what it is about, reacted or read; else missing.",
      ],
      "topics": topics,
      "data": ["type": "object"],
    ],
  ]
}

extension [EventKind] {
  fileprivate var components: [String: JSONValue] {
    reduce(into: [:]) { all, event in all.merge((event.shown?.schema ?? event.payload)?.components ?? [:]) { first, _ in first } }
  }
}
