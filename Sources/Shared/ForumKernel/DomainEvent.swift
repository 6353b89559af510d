/// A fact about a change, in the past tense, written in the transaction of the change. Holds ids and plain facts, never personal data or bodies:
/// who needs those reads them, so that erasing a person has nothing to erase here.
public protocol DomainEvent: Codable, Sendable {
  /// `<module>.<noun>.<past tense>`, stable: `forum.post.created`.
  static var type: String { get }
  /// The aggregate whose order matters: `thread`, `user`, `category`.
  static var aggregate: String { get }
  var aggregateID: RawID { get }
  /// The event as a JSON object with sorted keys: the envelope's `data`.
  var json: [UInt8] { get throws }
}

/// A domain event as it is stored and delivered: CloudEvents 1.0 in its JSON form, plus the tenant.
public struct EventEnvelope: Sendable {
  public let id: RawID
  public let tenant: TenantID
  public let type: String
  /// Where in the stream: `forum.<tenant>.thread.<thread id>.post.created`.
  public let subject: String
  public let time: Timestamp
  public let actor: UserID?
  public let traceparent: String?
  /// The event as a JSON object.
  public let data: [UInt8]

  /// The subject of an event of this type, which subject filters match token by token.
  public static func subject(type: String, tenant: TenantID, aggregate: String, aggregateID: RawID) -> String {
    let parts = type.split(separator: ".", maxSplits: 1)
    return "\(parts[0]).\(tenant).\(aggregate).\(aggregateID).\(parts.count > 1 ? parts[1] : "")"
  }

  public init(
    id: RawID, tenant: TenantID, type: String, subject: String, time: Timestamp, actor: UserID?, traceparent: String?, data: [UInt8]
  ) {
    self.id = id
    self.tenant = tenant
    self.type = type
    self.subject = subject
    self.time = time
    self.actor = actor
    self.traceparent = traceparent
    self.data = data
  }

  /// One JSON object: the CloudEvents attributes, then `data`. All values but `data` are of characters that need no escape.
  public var json: [UInt8] {
    var text = #"{"specversion":"1.0","id":"\#(id)","source":"/tenants/\#(tenant)","type":"\#(type)","subject":"\#(subject)","time":"\#(time)""#
    text += #","datacontenttype":"application/json","tenant":"\#(tenant)""#
    if let actor { text += #","actor":"\#(actor)""# }
    if let traceparent { text += #","traceparent":"\#(traceparent)""# }
    text += #","data":"#
    return Array(text.utf8) + data + [UInt8(ascii: "}")]
  }

  /// An envelope without a member of its own or of its `data`, of this value, which has others beside it.
  public static func removing(_ name: String, _ value: some CustomStringConvertible, from envelope: [UInt8]) -> [UInt8] {
    let member = #""\#(name)":"\#(value)""#
    for text in [",\(member)", "\(member),"] {
      guard let range = envelope.firstRange(of: Array(text.utf8)) else { continue }
      return Array(envelope[..<range.lowerBound] + envelope[range.upperBound...])
    }
    return envelope
  }

  /// An envelope with one member more in its `data`: what a reader is shown beside the ids.
  public static func adding(_ name: String, _ value: [UInt8], to envelope: [UInt8]) -> [UInt8] {
    // `data` is the last member, and an object that is not empty.
    guard envelope.suffix(2).elementsEqual("}}".utf8) else { return envelope }
    return Array(envelope.dropLast(2)) + Array(",\"\(name)\":".utf8) + value + Array("}}".utf8)
  }
}
