import ForumKernel

/// Checks documents of one segment against a filter, reading only the attributes that it names.
struct FilterEvaluation {
  private let filter: SearchFilter
  private let segment: Segment

  init(_ filter: SearchFilter, _ segment: Segment) {
    self.filter = filter
    self.segment = segment
  }

  func admits(_ document: Int) -> Bool { admits(document, filter) }

  private func admits(_ document: Int, _ filter: SearchFilter) -> Bool {
    switch filter {
    case .all: return true
    case .category(let ids): return ids.contains(segment.category(document))
    case .thread(let id): return segment.thread(document) == id
    case .author(let handles): return handles.contains(segment.attributes(document).author)
    case .tag(let tags): return segment.attributes(document).tags.contains { tags.contains($0) }
    case .kind(let kind): return segment.kind(document) == kind
    case .created(let from, let before):
      let created = segment.created(document)
      return (from.map { created >= $0.milliseconds } ?? true) && (before.map { created < $0.milliseconds } ?? true)
    case .and(let parts): return parts.allSatisfy { admits(document, $0) }
    case .or(let parts): return parts.contains { admits(document, $0) }
    case .not(let part): return !admits(document, part)
    }
  }
}

/// How many matching documents have each value of some attributes.
struct FacetCounts {
  private(set) var values: [String: [String: Int]]
  private let needsAttributes: Bool

  init(_ names: [String]) {
    values = Dictionary(names.map { ($0, [:]) }, uniquingKeysWith: { first, _ in first })
    needsAttributes = names.contains("author") || names.contains("tags")
  }

  mutating func count(_ segment: Segment, _ document: Int) {
    guard !values.isEmpty else { return }
    let attributes = needsAttributes ? segment.attributes(document) : ("", [])
    for name in values.keys {
      switch name {
      case "category_id": add(name, segment.category(document).description)
      case "kind": add(name, segment.kind(document).rawValue)
      case "author": add(name, attributes.0)
      case "tags": for tag in attributes.1 { add(name, tag) }
      default: break
      }
    }
  }

  private mutating func add(_ name: String, _ value: String) { values[name]?[value, default: 0] += 1 }
}
