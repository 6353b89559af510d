extension Parser {
  /// A value; one without variables when `isConstant`.
  mutating func value(isConstant: Bool) throws(GraphQLError) -> ValueSyntax {
    let at = token.at
    switch token.kind {
    case .punctuator(UInt8(ascii: "$")) where !isConstant:
      try advance()
      return ValueSyntax(form: .variable(try name().text), at: at)
    case .punctuator(UInt8(ascii: "[")):
      try advance()
      return ValueSyntax(form: .list(try items(isConstant)), at: at)
    case .punctuator(UInt8(ascii: "{")):
      try advance()
      return ValueSyntax(form: .object(try members(isConstant)), at: at)
    default: break
    }
    let form: ValueSyntax.Form
    switch token.kind {
    case .int(let digits): form = .int(digits)
    case .float(let digits): form = .float(digits)
    case .string(let text): form = .string(text)
    case .name("true"): form = .boolean(true)
    case .name("false"): form = .boolean(false)
    case .name("null"): form = .null
    case .name(let word): form = .enumeration(word)
    default: throw unexpected(isConstant ? "a value without variables" : "a value")
    }
    try advance()
    return ValueSyntax(form: form, at: at)
  }

  private mutating func items(_ isConstant: Bool) throws(GraphQLError) -> [ValueSyntax] {
    try nested { (parser: inout Parser) throws(GraphQLError) -> [ValueSyntax] in
      var items: [ValueSyntax] = []
      while try !parser.take("]") { items.append(try parser.value(isConstant: isConstant)) }
      return items
    }
  }

  private mutating func members(_ isConstant: Bool) throws(GraphQLError) -> [ArgumentSyntax] {
    try nested { (parser: inout Parser) throws(GraphQLError) -> [ArgumentSyntax] in
      var members: [ArgumentSyntax] = []
      while try !parser.take("}") { members.append(try parser.argument(isConstant: isConstant)) }
      return members
    }
  }
}
