// What fragments must be, and where they may be spread.
extension Validator {
  func checkFragmentNames() {
    var names: [String: Name] = [:]
    for fragment in document.fragments {
      if let first = names[fragment.name.text] {
        report("There is more than one fragment named “\(fragment.name.text)”.", at: first.at, fragment.name.at)
      } else {
        names[fragment.name.text] = fragment.name
      }
    }
  }

  func uses(of fragment: Fragment) -> Uses {
    var uses = Uses()
    checkDirectives(fragment.directives, at: "FRAGMENT_DEFINITION", &uses)
    checkSelections(fragment.selections, of: condition(fragment.typeName), &uses)
    return uses
  }

  func checkSpread(_ spread: SpreadSyntax, in parent: SchemaType?, _ uses: inout Uses) {
    checkDirectives(spread.directives, at: "FRAGMENT_SPREAD", &uses)
    uses.spreads.append(spread.name.text)
    guard let fragment = fragments[spread.name.text] else {
      return report(
        "There is no fragment “\(spread.name.text)”.\(NearestNames.hint(for: spread.name.text, among: fragments.keys.sorted()))", at: spread.name.at)
    }
    checkOverlap(fragment.typeName.text, parent, at: spread.at)
  }

  func checkInline(_ inline: InlineFragment, in parent: SchemaType?, _ uses: inout Uses) {
    checkDirectives(inline.directives, at: "INLINE_FRAGMENT", &uses)
    guard let name = inline.typeName else { return checkSelections(inline.selections, of: parent, &uses) }
    checkOverlap(name.text, parent, at: inline.at)
    checkSelections(inline.selections, of: condition(name), &uses)
  }

  /// The type that a fragment is on; nil, and a fault, for one that has no fields or is not there.
  private func condition(_ name: Name) -> SchemaType? {
    guard let type = schema.types[name.text] else {
      report("There is no type “\(name.text)”.\(NearestNames.hint(for: name.text, among: schema.types.keys.sorted()))", at: name.at)
      return nil
    }
    guard !type.isLeaf else {
      report("A fragment is on something with fields, which “\(name.text)” is not.", at: name.at)
      return nil
    }
    return type
  }

  private func checkOverlap(_ name: String, _ parent: SchemaType?, at offset: Int) {
    let possible = schema.possibleTypes(of: name)
    guard let parent, !possible.isEmpty, possible.isDisjoint(with: schema.possibleTypes(of: parent.name)) else { return }
    report("What is a “\(parent.name)” here is never a “\(name)”.", at: offset)
  }

  /// Whether a fragment spreads itself, over others too; each such circle is a fault.
  func checkCycles(_ uses: [String: Uses]) -> Bool {
    var done: Set<String> = []
    var hasCycle = false
    for fragment in document.fragments where !done.contains(fragment.name.text) {
      // A walk with its own stack: the names on the way down, and how far each has come with its spreads.
      var way: [(name: String, next: Int)] = [(fragment.name.text, 0)]
      var isOnWay: Set<String> = [fragment.name.text]
      while let (name, next) = way.last {
        let spreads = uses[name]?.spreads ?? []
        guard next < spreads.count else {
          done.insert(name)
          isOnWay.remove(name)
          way.removeLast()
          continue
        }
        way[way.count - 1].next += 1
        let target = spreads[next]
        if isOnWay.contains(target) {
          hasCycle = true
          report("The fragment “\(target)” spreads itself.", at: fragments[target]?.at ?? 0)
        } else if uses[target] != nil, !done.contains(target) {
          way.append((target, 0))
          isOnWay.insert(target)
        }
      }
    }
    return hasCycle
  }

  func checkUnused(_ operations: [Uses], _ uses: [String: Uses]) {
    let used = operations.reduce(into: Set<String>()) { $0.formUnion(Self.reached(from: $1, uses)) }
    for fragment in document.fragments where !used.contains(fragment.name.text) {
      report("The fragment “\(fragment.name.text)” is not used.", at: fragment.at)
    }
  }

  /// The names of all fragments that something spreads, over others too.
  static func reached(from start: Uses, _ uses: [String: Uses]) -> Set<String> {
    var reached: Set<String> = []
    var waiting = start.spreads
    while let name = waiting.popLast() {
      guard reached.insert(name).inserted else { continue }
      waiting += uses[name]?.spreads ?? []
    }
    return reached
  }
}
