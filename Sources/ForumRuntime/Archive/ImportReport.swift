import Auth
import Forum

/// What became of a chunk of an archive.
public struct ImportReport: Codable, Sendable, Equatable {
  /// Which items of the chunk are new, counted from 0, and what of them is not as it was.
  public var new: [Arrival] = []
  public var known = 0
  /// Which items of the chunk were left out, counted from 0, and why.
  public var skipped: [Skip] = []

  public var created: Int { new.count }

  public struct Arrival: Codable, Sendable, Equatable {
    public let index: Int
    public let changes: [String]
  }

  public struct Skip: Codable, Sendable, Equatable {
    public let index: Int
    public let reason: String
  }

  public init() {}

  init(_ outcomes: [AccountOutcome]) {
    self.init(
      outcomes.map { outcome -> ImportOutcome in
        switch outcome {
        case .created(let changes): .created(changes: changes)
        case .known: .known
        case .skipped(let reason): .skipped(reason: reason)
        }
      })
  }

  init(_ outcomes: [ImportOutcome]) {
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .created(let changes): new.append(Arrival(index: index, changes: changes))
      case .known: known += 1
      case .skipped(let reason): skipped.append(Skip(index: index, reason: reason))
      }
    }
  }
}
