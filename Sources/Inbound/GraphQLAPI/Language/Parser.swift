/// Reads executable documents: June 2018 to September 2025, without what no server has to take. Nesting is bounded, so the recursion is.
struct Parser {
  private var lexer: Lexer
  private(set) var token: Token
  private var depth = 0
  private var selectionSets = 0

  /// The document. Throws its first error: a syntax error, or one of size.
  static func parse(_ text: String) throws(GraphQLError) -> Document {
    let source = SourceText(text)
    guard source.bytes.count <= GraphQLLimits.documentBytesMax else {
      throw GraphQLError(.tooLarge, "A document has at most \(GraphQLLimits.documentBytesMax) bytes.")
    }
    var parser = try Parser(source)
    return try parser.document(source)
  }

  private init(_ source: SourceText) throws(GraphQLError) {
    lexer = Lexer(source)
    token = try lexer.next()
  }

  private mutating func document(_ source: SourceText) throws(GraphQLError) -> Document {
    var document = Document(source: source)
    repeat {
      switch token.kind {
      case .punctuator(UInt8(ascii: "{")):
        let at = token.at
        document.operations.append(
          Operation(kind: .query, name: nil, variables: [], directives: [], selections: try selectionSet(), at: at))
      case .name("fragment"): document.fragments.append(try fragment())
      case .name(let word):
        guard let kind = Operation.Kind(rawValue: word) else { throw unexpected("an operation or a fragment") }
        document.operations.append(try operation(kind))
      default: throw unexpected("an operation or a fragment")
      }
      guard document.fragments.count <= GraphQLLimits.fragmentsMax else {
        throw error("A document has at most \(GraphQLLimits.fragmentsMax) fragments", code: .tooLarge)
      }
      guard document.operations.count <= GraphQLLimits.operationsMax else {
        throw error("A document has at most \(GraphQLLimits.operationsMax) operations", code: .tooLarge)
      }
    } while token.kind != .end
    return document
  }

  private mutating func operation(_ kind: Operation.Kind) throws(GraphQLError) -> Operation {
    let at = token.at
    try advance()
    var name: Name?
    if case .name = token.kind { name = try self.name() }
    var variables: [VariableDefinition] = []
    if try take("(") {
      repeat { variables.append(try variableDefinition()) } while try !take(")")
    }
    return Operation(kind: kind, name: name, variables: variables, directives: try directives(), selections: try selectionSet(), at: at)
  }

  private mutating func variableDefinition() throws(GraphQLError) -> VariableDefinition {
    let at = token.at
    try expect("$")
    let name = try self.name()
    try expect(":")
    let type = try self.type()
    let standard = try take("=") ? try value(isConstant: true) : nil
    return VariableDefinition(name: name, type: type, defaultValue: standard, directives: try directives(isConstant: true), at: at)
  }

  private mutating func type() throws(GraphQLError) -> TypeSyntax {
    let type: TypeSyntax
    if try take("[") {
      type = .list(try nested { (parser: inout Parser) throws(GraphQLError) -> TypeSyntax in try parser.type() })
      try expect("]")
    } else {
      type = .named(try name())
    }
    return try take("!") ? .nonNull(type) : type
  }

  private mutating func fragment() throws(GraphQLError) -> Fragment {
    let at = token.at
    try advance()
    guard token.kind != .name("on") else { throw unexpected("the name of a fragment") }
    let name = try self.name()
    try expectWord("on")
    return Fragment(name: name, typeName: try self.name(), directives: try directives(), selections: try selectionSet(), at: at)
  }

  private mutating func selectionSet() throws(GraphQLError) -> SelectionSet {
    let at = token.at
    try expect("{")
    let id = selectionSets
    selectionSets += 1
    let selections = try nested { (parser: inout Parser) throws(GraphQLError) -> [Selection] in
      var selections: [Selection] = []
      repeat { selections.append(try parser.selection()) } while try !parser.take("}")
      return selections
    }
    return SelectionSet(id: id, selections: selections, at: at)
  }

  private mutating func selection() throws(GraphQLError) -> Selection {
    guard token.kind == .spread else { return .field(try field()) }
    let at = token.at
    try advance()
    if case .name(let word) = token.kind, word != "on" { return .spread(SpreadSyntax(name: try name(), directives: try directives(), at: at)) }
    var typeName: Name?
    if token.kind == .name("on") {
      try advance()
      typeName = try name()
    }
    return .inline(InlineFragment(typeName: typeName, directives: try directives(), selections: try selectionSet(), at: at))
  }

  private mutating func field() throws(GraphQLError) -> FieldSyntax {
    let first = try name()
    let second = try take(":") ? try name() : nil
    let arguments = try self.arguments(isConstant: false)
    let directives = try self.directives()
    let selections = token.kind == .punctuator(UInt8(ascii: "{")) ? try selectionSet() : nil
    return FieldSyntax(
      alias: second == nil ? nil : first, name: second ?? first, arguments: arguments, directives: directives, selections: selections)
  }

  mutating func arguments(isConstant: Bool) throws(GraphQLError) -> [ArgumentSyntax] {
    guard try take("(") else { return [] }
    var arguments: [ArgumentSyntax] = []
    repeat { arguments.append(try argument(isConstant: isConstant)) } while try !take(")")
    return arguments
  }

  /// `name: value`, in arguments and objects.
  mutating func argument(isConstant: Bool) throws(GraphQLError) -> ArgumentSyntax {
    let name = try self.name()
    try expect(":")
    return ArgumentSyntax(name: name, value: try value(isConstant: isConstant))
  }

  private mutating func directives(isConstant: Bool = false) throws(GraphQLError) -> [DirectiveUse] {
    var directives: [DirectiveUse] = []
    while token.kind == .punctuator(UInt8(ascii: "@")) {
      let at = token.at
      try advance()
      directives.append(DirectiveUse(name: try name(), arguments: try arguments(isConstant: isConstant), at: at))
    }
    return directives
  }

  // MARK: Tokens

  /// Reads something that may hold things of its own kind.
  mutating func nested<Inner>(_ read: (inout Parser) throws(GraphQLError) -> Inner) throws(GraphQLError) -> Inner {
    depth += 1
    guard depth <= GraphQLLimits.nestingMax else {
      throw error("A document is nested at most \(GraphQLLimits.nestingMax) levels", code: .tooLarge)
    }
    let inner = try read(&self)
    depth -= 1
    return inner
  }

  mutating func advance() throws(GraphQLError) { token = try lexer.next() }

  mutating func take(_ punctuator: Unicode.Scalar) throws(GraphQLError) -> Bool {
    guard token.kind == .punctuator(UInt8(ascii: punctuator)) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ punctuator: Unicode.Scalar) throws(GraphQLError) {
    guard try take(punctuator) else { throw unexpected("“\(punctuator)”") }
  }

  private mutating func expectWord(_ word: String) throws(GraphQLError) {
    guard token.kind == .name(word) else { throw unexpected("“\(word)”") }
    try advance()
  }

  mutating func name() throws(GraphQLError) -> Name {
    guard case .name(let text) = token.kind else { throw unexpected("a name") }
    let name = Name(text: text, at: token.at)
    try advance()
    return name
  }

  func unexpected(_ wanted: String) -> GraphQLError { error("Expected \(wanted), not \(token.described)") }

  private func error(_ sentence: String, code: GraphQLError.Code = .syntax) -> GraphQLError { lexer.error(sentence, at: token.at, code: code) }
}
