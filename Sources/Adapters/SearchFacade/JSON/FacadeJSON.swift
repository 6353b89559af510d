/// A JSON value; objects keep the order of their members, which decides the order of searchable attributes.
indirect enum FacadeJSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case decimal(Double)
  case text(String)
  case array([FacadeJSON])
  case object([Member])

  struct Member: Sendable, Equatable {
    let name: String
    var value: FacadeJSON
  }

  /// A member of an object; nil for anything else.
  subscript(name: String) -> FacadeJSON? {
    get { members.first { $0.name == name }?.value }
    set {
      guard case .object(var members) = self else { return }
      let place = members.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): return
      }
      self = .object(members)
    }
  }

  var members: [Member] { if case .object(let members) = self { members } else { [] } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var items: [FacadeJSON]? { if case .array(let items) = self { items } else { nil } }
  var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  var integer: Int? { if case .integer(let number) = self { Int(exactly: number) } else { nil } }
  var texts: [String]? { items.flatMap { items in items.allSatisfy { $0.text != nil } ? items.compactMap(\.text) : nil } }

  var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .decimal(let number): number
    default: nil
    }
  }

  /// "a string", "an array": for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer(let number): number < 0 ? "a negative integer" : "a positive integer"
    case .decimal: "a number"
    case .text: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  static func texts(_ texts: some Sequence<String>) -> FacadeJSON { .array(texts.map { .text($0) }) }
  static func int(_ number: Int) -> FacadeJSON { .integer(Int64(number)) }
}

extension FacadeJSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral
{
  init(dictionaryLiteral elements: (String, FacadeJSON)...) { self = .object(elements.map { Member(name: $0.0, value: $0.1) }) }
  init(arrayLiteral elements: FacadeJSON...) { self = .array(elements) }
  init(stringLiteral value: String) { self = .text(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(integerLiteral value: Int64) { self = .integer(value) }
}
