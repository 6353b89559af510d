import Foundation

extension StreamMessage {
  /// The event's type: `forum.post.created`; nil when the subject is not that of a domain event.
  public var eventType: String? {
    let tokens = subject.split(separator: ".", maxSplits: 4)
    return tokens.count == 5 ? "\(tokens[0]).\(tokens[4])" : nil
  }

  /// The tenant in the subject.
  public var tenant: TenantID? {
    let tokens = subject.split(separator: ".", maxSplits: 2)
    return tokens.count == 3 ? TenantID(tokens[1]) : nil
  }

  /// The envelope's actor and data as `Event`. Throws when the payload is not such an event.
  public func event<Event: DomainEvent>(_ type: Event.Type) throws -> (event: Event, actor: UserID?) {
    let envelope = try JSONDecoder().decode(DecodedEnvelope<Event>.self, from: Data(payload))
    return (envelope.data, envelope.actor)
  }
}

private struct DecodedEnvelope<Event: Decodable>: Decodable {
  let data: Event
  let actor: UserID?
}

/// How events become JSON. Their `CodingKeys` have the API's names: `thread_id` for `threadID`.
public enum EventCoding {
  /// The data of an event as a JSON object with sorted keys.
  public static func encode(_ event: some DomainEvent) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(event))
  }
}
