/// One word of the language.
struct Token: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// `!`, `$`, `&`, `(`, `)`, `:`, `=`, `@`, `[`, `]`, `{`, `|`, `}`.
    case punctuator(UInt8)
    /// `...`
    case spread
    case name(String)
    /// A whole number as it is written.
    case int(String)
    /// A number with a fraction or an exponent as it is written.
    case float(String)
    /// The value of a string, its escapes undone.
    case string(String)
    case end
  }

  let kind: Kind
  /// Its first byte.
  let at: Int

  /// As errors name it.
  var described: String {
    switch kind {
    case .punctuator(let byte): "“\(Character(Unicode.Scalar(byte)))”"
    case .spread: "“...”"
    case .name(let name): "the name “\(name)”"
    case .int(let digits), .float(let digits): "the number \(digits)"
    case .string: "a string"
    case .end: "the end of the document"
    }
  }
}
