/// What an event says, found by name in its envelope: for consumers that need an id or two of very many events. `StreamMessage.event` makes all of it.
public struct EventFields {
  private struct Member {
    let name: Range<Int>
    let value: Range<Int>
  }

  /// Who did it; nil for the system.
  public let actor: UserID?
  private let payload: [UInt8]
  private let envelope: [Member]
  private let place: Range<Int>
  private let data: [Member]

  /// Throws `invalid` (`malformed_event`) for what `EventEnvelope.json` does not write.
  public init(_ payload: [UInt8]) throws(AppError) {
    self.payload = payload
    let envelope = try Self.members(payload.indices, of: payload)
    guard let data = Self.value("data", among: envelope, of: payload) else { throw Self.malformed }
    self.envelope = envelope
    place = data
    self.data = try Self.members(data, of: payload)
    actor = try Self.id("actor", among: envelope, of: payload).map { ID($0) }
  }

  /// When it happened, as the envelope has it.
  public var time: String? {
    Self.value("time", among: envelope, of: payload).map { String(decoding: payload[$0.dropFirst().dropLast()], as: UTF8.self) }
  }

  /// All that the event says: a JSON object.
  public var object: ArraySlice<UInt8> { payload[place] }

  /// An id of the event; nil where there is none.
  public func id(_ name: String) throws(AppError) -> RawID? { try Self.id(name, among: data, of: payload) }

  /// Whether the event says something of this name.
  public func contains(_ name: String) -> Bool { Self.value(name, among: data, of: payload) != nil }

  private static func id(_ name: String, among members: [Member], of payload: [UInt8]) throws(AppError) -> RawID? {
    guard let value = value(name, among: members, of: payload) else { return nil }
    guard let id = RawID(String(decoding: payload[value.dropFirst().dropLast()], as: UTF8.self)) else { throw malformed }
    return id
  }

  /// nil for null, too.
  private static func value(_ name: String, among members: [Member], of payload: [UInt8]) -> Range<Int>? {
    members.first { payload[$0.name].elementsEqual(name.utf8) }?.value.nonNull(in: payload)
  }

  /// The members of a JSON object without space between its parts.
  private static func members(_ object: Range<Int>, of payload: [UInt8]) throws(AppError) -> [Member] {
    var members: [Member] = []
    members.reserveCapacity(12)
    var place = object.lowerBound
    func take(_ character: Unicode.Scalar) -> Bool {
      guard place < object.upperBound, payload[place] == UInt8(ascii: character) else { return false }
      place += 1
      return true
    }
    guard take("{") else { throw malformed }
    repeat {
      let name = place..<end(of: place..<object.upperBound, in: payload)
      place = name.upperBound
      guard name.count > 2, take(":") else { throw malformed }
      let value = place..<end(of: place..<object.upperBound, in: payload)
      place = value.upperBound
      members.append(Member(name: name.dropFirst().dropLast(), value: value))
    } while take(",")
    guard take("}"), place == object.upperBound else { throw malformed }
    return members
  }

  /// Where the name or value ends that `text` begins with: at the first mark outside of every string and bracket of its own.
  private static func end(of text: Range<Int>, in payload: [UInt8]) -> Int {
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for place in text {
      let byte = payload[place]
      if isQuoted {
        isQuoted = byte != UInt8(ascii: "\"") || isEscaped
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isQuoted = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return place }
        depth -= 1
      case UInt8(ascii: ","), UInt8(ascii: ":"): if depth == 0 { return place }
      default: break
      }
    }
    return text.upperBound
  }

  private static let malformed = AppError(.invalid, "malformed_event", "This is no event as it is written here.")
}

extension Range<Int> {
  fileprivate func nonNull(in payload: [UInt8]) -> Range? { payload[self].elementsEqual("null".utf8) ? nil : self }
}
