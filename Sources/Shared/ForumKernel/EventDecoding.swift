import Foundation

extension StreamMessage {
  /// The event's type: `forum.post.created`; nil when the subject is not that of a domain event.
  public var eventType: String? {
    guard let module = token(0), let last = token(3) else { return nil }
    let rest = subject.utf8[last.endIndex...].dropFirst()
    return rest.isEmpty ? nil : "\(module).\(Substring(rest))"
  }

  /// The tenant in the subject.
  public var tenant: TenantID? { token(1).flatMap { TenantID($0) } }

  /// The kind and the id of the thing that the event is about; nil when the subject is not that of a domain event.
  public var aggregate: (kind: Substring, id: RawID)? {
    guard let kind = token(2), let id = token(3).flatMap({ RawID($0) }) else { return nil }
    return (kind, id)
  }

  /// A token of the subject, without cutting the rest.
  private func token(_ number: Int) -> Substring? {
    var rest = subject.utf8[...]
    for _ in 0..<number {
      guard let dot = rest.firstIndex(of: UInt8(ascii: ".")) else { return nil }
      rest = rest[rest.index(after: dot)...]
    }
    let token = rest.prefix { $0 != UInt8(ascii: ".") }
    return token.isEmpty ? nil : Substring(token)
  }

  /// The envelope's actor and data as `Event`. Throws when the payload is not such an event.
  public func event<Event: DomainEvent>(_ type: Event.Type) throws -> (event: Event, actor: UserID?) {
    let envelope = try JSONDecoder().decode(DecodedEnvelope<Event>.self, from: Data(payload))
    return (envelope.data, envelope.actor)
  }

  /// Single fields of the envelope's data, and its actor. Throws `invalid` when the payload is no event.
  public func fields() throws(AppError) -> EventFields { try EventFields(payload) }
}

private struct DecodedEnvelope<Event: Decodable>: Decodable {
  let data: Event
  let actor: UserID?
}

extension DomainEvent {
  /// By its `CodingKeys`, which have the API's names: `thread_id` for `threadID`.
  public var json: [UInt8] { get throws { try encoded } }

  /// The same as Foundation writes it, whatever the event writes itself.
  public var encoded: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(self))
    }
  }
}
