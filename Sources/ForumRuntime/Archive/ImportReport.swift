import Auth
import Forum

/// What became of a chunk of an archive.
public struct ImportReport: Codable, Sendable, Equatable {
  public var created = 0
  public var known = 0
  /// Which items of the chunk were left out, counted from 0, and why.
  public var skipped: [Skip] = []

  public struct Skip: Codable, Sendable, Equatable {
    public let index: Int
    public let reason: String
  }

  public init() {}

  init(_ outcomes: [AccountOutcome]) {
    self.init(
      outcomes.map { outcome -> ImportOutcome in
        switch outcome {
        case .created: .created
        case .known: .known
        case .skipped(let reason): .skipped(reason: reason)
        }
      })
  }

  init(_ outcomes: [ImportOutcome]) {
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .created: created += 1
      case .known: known += 1
      case .skipped(let reason): skipped.append(Skip(index: index, reason: reason))
      }
    }
  }
}
