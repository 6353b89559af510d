import Testing

/// Notes one failure that lists every finding.
func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
  guard !findings.isEmpty else { return }
  Issue.record("\(findings.map(\.description).joined(separator: "\n"))", sourceLocation: sourceLocation)
}

/// The rule must find something on exactly these lines of a bad example.
func expectFound(_ findings: [Finding], on lines: Int..., sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(findings.map(\.line) == lines, "\(findings)", sourceLocation: sourceLocation)
}
