/// One file of the project.
struct SourceFile: Sendable {
  /// From the project's root: `Sources/Modules/Forum/Limits.swift`.
  let path: String
  let text: String
  /// The code of a Swift file.
  let tokens: [Token]
  /// What its comments say.
  let comments: [Token]
  let declarations: [Declaration]

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    let isCode = path.hasSuffix(".swift") && !path.contains("/Generated/")
    let tokenizer = Tokenizer(isCode ? text : "")
    tokens = tokenizer.tokens
    comments = tokenizer.comments
    declarations = Declaration.all(in: tokens)
  }

  var name: Substring { path.split(separator: "/").last ?? "" }

  var lineCount: Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }

  /// True for a file in the folder: `Sources/Modules`.
  func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

  /// What it imports; `import struct A.B` imports A.
  var imports: [Token] {
    tokens.indices.filter { tokens[$0].text == "import" && $0 + 1 < tokens.count }.map { index in
      let next = tokens[index + 1]
      let isKind = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"].contains(next.text)
      return isKind && index + 2 < tokens.count ? tokens[index + 2] : next
    }
  }

  /// The line on which a declaration begins.
  func line(of declaration: Declaration) -> Int { tokens[declaration.tokens.lowerBound].line }

  /// From the first to the last line.
  func lineCount(of declaration: Declaration) -> Int { tokens[declaration.tokens.upperBound - 1].line - line(of: declaration) + 1 }

  /// The innermost type or extension around a token.
  func type(around index: Int) -> Declaration? { declarations.last { !$0.isFunction && $0.tokens.contains(index) } }
}
