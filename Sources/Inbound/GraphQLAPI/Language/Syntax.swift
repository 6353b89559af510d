/// A document as it was written: operations and fragments. `at` is the first byte of what stands there.
struct Document: Sendable {
  let source: SourceText
  var operations: [Operation] = []
  var fragments: [Fragment] = []
}

struct Name: Sendable, Hashable {
  let text: String
  let at: Int
}

struct Operation: Sendable {
  enum Kind: String, Sendable { case query, mutation, subscription }

  let kind: Kind
  let name: Name?
  let variables: [VariableDefinition]
  let directives: [DirectiveUse]
  let selections: SelectionSet
  let at: Int
}

struct Fragment: Sendable {
  let name: Name
  let typeName: Name
  let directives: [DirectiveUse]
  let selections: SelectionSet
  let at: Int
}

struct VariableDefinition: Sendable {
  let name: Name
  let type: TypeSyntax
  let defaultValue: ValueSyntax?
  let directives: [DirectiveUse]
  let at: Int
}

/// A type as it is written.
indirect enum TypeSyntax: Sendable {
  case named(Name)
  case list(TypeSyntax)
  case nonNull(TypeSyntax)

  var name: Name {
    switch self {
    case .named(let name): name
    case .list(let inner), .nonNull(let inner): inner.name
    }
  }

  var reference: TypeReference {
    switch self {
    case .named(let name): .named(name.text)
    case .list(let inner): .list(inner.reference)
    case .nonNull(let inner): .nonNull(inner.reference)
    }
  }
}

struct SelectionSet: Sendable {
  /// Its number in the document.
  let id: Int
  let selections: [Selection]
  let at: Int
}

enum Selection: Sendable {
  case field(FieldSyntax)
  case spread(SpreadSyntax)
  case inline(InlineFragment)
}

struct FieldSyntax: Sendable {
  let alias: Name?
  let name: Name
  let arguments: [ArgumentSyntax]
  let directives: [DirectiveUse]
  let selections: SelectionSet?

  /// The key in the answer.
  var responseName: String { (alias ?? name).text }
  var at: Int { (alias ?? name).at }
}

struct SpreadSyntax: Sendable {
  let name: Name
  let directives: [DirectiveUse]
  let at: Int
}

struct InlineFragment: Sendable {
  /// nil: that of what it stands in.
  let typeName: Name?
  let directives: [DirectiveUse]
  let selections: SelectionSet
  let at: Int
}

struct ArgumentSyntax: Sendable {
  let name: Name
  let value: ValueSyntax
}

struct DirectiveUse: Sendable {
  let name: Name
  let arguments: [ArgumentSyntax]
  let at: Int
}

struct ValueSyntax: Sendable {
  indirect enum Form: Sendable {
    case variable(String)
    case int(String)
    case float(String)
    case string(String)
    case boolean(Bool)
    case null
    case enumeration(String)
    case list([ValueSyntax])
    case object([ArgumentSyntax])
  }

  let form: Form
  let at: Int
}
