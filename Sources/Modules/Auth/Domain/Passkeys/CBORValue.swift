/// What authenticators say, as CBOR (RFC 8949) has it. No floating point numbers, tags or other simple values: nothing of passkeys has them.
indirect enum CBORValue: Sendable, Equatable {
  /// Also negative ones.
  case integer(Int64)
  case bytes([UInt8])
  case text(String)
  case array([CBORValue])
  /// In the order of its entries; no key is there twice.
  case map([(key: CBORValue, value: CBORValue)])
  case bool(Bool)
  case null

  /// A map's value by a number, as COSE keys have them.
  subscript(label: Int64) -> CBORValue? { self[.integer(label)] }

  /// A map's value by a name.
  subscript(name: String) -> CBORValue? { self[.text(name)] }

  private subscript(key: CBORValue) -> CBORValue? {
    guard case .map(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }

  var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
  var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  /// The keys of a map; nil for what is none.
  var keys: [CBORValue]? { if case .map(let entries) = self { entries.map(\.key) } else { nil } }

  static func == (first: CBORValue, second: CBORValue) -> Bool {
    switch (first, second) {
    case (.integer(let a), .integer(let b)): a == b
    case (.bytes(let a), .bytes(let b)): a == b
    case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)): a == b
    case (.map(let a), .map(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    case (.bool(let a), .bool(let b)): a == b
    case (.null, .null): true
    default: false
    }
  }
}
