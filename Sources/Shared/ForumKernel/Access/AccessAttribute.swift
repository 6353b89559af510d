/// What a policy's conditions can compare.
public struct AccessAttribute: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case text
    /// A list, compared item by item.
    case texts
    /// A whole one.
    case number
    case flag
    /// The id of a category.
    case category
  }

  public let name: String
  public let kind: Kind
  public let description: String

  public static let categoryName = "resource.category"
  public static let ageDaysName = "resource.age_days"

  static let category = AccessAttribute(categoryName, .category, "The category's id.")
  static let tags = AccessAttribute("resource.tags", .texts, "The thread's tags.")
  static let own = AccessAttribute("resource.own", .flag, "Whether who asks wrote it.")
  static let age = AccessAttribute("resource.age_minutes", .number, "How long ago it was written.")
  static let ageDays = AccessAttribute(ageDaysName, .number, "Whole days since the line was written.")

  private static let ofSubject = [
    AccessAttribute("subject.id", .text, "The account; absent for visitors."),
    AccessAttribute("subject.handle", .text, "The account's handle in small letters; absent for visitors."),
    AccessAttribute("subject.roles", .texts, "The account's roles and those that they inherit from; guest for visitors."),
    AccessAttribute("subject.signed_in", .flag, "False for visitors."),
    AccessAttribute("subject.account_age_days", .number, "Whole days since the account was made; absent for visitors."),
    AccessAttribute("subject.second_factor", .flag, "Whether the account has a second factor; absent for visitors."),
  ]
  private static let ofTenant = [AccessAttribute("tenant.id", .text, "The tenant.")]
  private static let ofTime = [
    AccessAttribute("time.hour", .number, "0 to 23, UTC."),
    AccessAttribute("time.weekday", .number, "1 (Monday) to 7 (Sunday), UTC."),
    AccessAttribute("time.now", .text, "The moment as RFC 3339 in UTC: 2026-11-25T07:28:31.042Z."),
  ]

  private init(_ name: String, _ kind: Kind, _ description: String) {
    self.name = name
    self.kind = kind
    self.description = description
  }

  /// What can be asked of an action: of reading only the category, which is what lists can leave out.
  public static func of(_ action: Permission) -> [AccessAttribute] {
    // Nobody asks for it: it is a matter of the line alone.
    if action == .auditPrune { return ofTenant + [ageDays] }
    let resource: [AccessAttribute] =
      switch action {
      case .forumRead: [category]
      case .threadCreate: [category, tags]
      case .contentEdit: [category, tags, age]
      case .postCreate, .commentCreate, .reactionSet, .flagCreate: [category, tags, own, age]
      default: []
      }
    return ofSubject + ofTenant + ofTime + resource
  }

  /// What a number can be.
  var range: ClosedRange<Int64> {
    switch name {
    case "time.hour": 0...23
    case "time.weekday": 1...7
    default: 0...1_000_000_000
    }
  }

  /// The actions for which it is known.
  public var actions: [Permission] { Permission.decidable.filter { Self.of($0).contains(self) } }

  /// All of them.
  public static let catalog = ofSubject + ofTenant + ofTime + [category, tags, own, age, ageDays]

  static func isOfResource(_ name: String) -> Bool { name.hasPrefix("resource.") }
}

extension AttributeCondition {
  /// What is wrong with comparing this attribute so: a fault at `/comparison`, or one at each value that does not fit. Categories are compared by id alone.
  public func faults(for attribute: AccessAttribute) -> [Fault] {
    let name = attribute.name
    switch (attribute.kind, comparison) {
    case (.category, .isIn), (.category, .isNotIn): return unfit("Name categories by their ids.") { $0.isID }
    case (.number, .isIn), (.number, .isNotIn), (.number, .isLess), (.number, .isAtLeast), (.number, .exists), (.number, .isMissing):
      let range = attribute.range
      return unfit("\(name) is compared with whole numbers.") { $0.isInteger }
        + unfit("\(name) is from \(range.lowerBound) to \(range.upperBound).") { !$0.isInteger || $0.isIn(range) }
    case (.category, _): return refused("A category can be compared with in and not_in.")
    case (.text, _), (.texts, .isIn), (.texts, .isNotIn), (.texts, .startsWith), (.texts, .endsWith), (.texts, .contains), (.texts, .exists),
      (.texts, .isMissing):
      return unfit("\(name) is compared with texts.") { $0.isText } + writing(of: name)
    case (.texts, _): return refused("A list of texts has no order.")
    case (.number, _): return refused("A number can be compared with in, not_in, less_than and at_least.")
    case (.flag, .isIn), (.flag, .isNotIn): return unfit("\(name) is compared with true or false.") { $0.isFlag }
    case (.flag, _): return refused("What is true or false can be compared with in and not_in.")
    }
  }

  /// The faults of texts that are none of this attribute's by how they are written.
  private func writing(of name: String) -> [Fault] {
    guard name == "time.now" else { return unfit("\(name) is in small letters.") { !$0.isText || $0.isLowerCase } }
    guard comparison == .isLess || comparison == .isAtLeast else { return [] }
    return unfit("Write times as 2026-11-25T07:28:31.042Z.") { !$0.isText || $0.isMoment }
  }

  private func refused(_ detail: String) -> [Fault] { [Fault("/comparison", "wrong_type", detail)] }

  private func unfit(_ detail: String, unless fit: (AttributeValue) -> Bool) -> [Fault] {
    values.enumerated().filter { !fit($0.element) }.map { Fault("/values/\($0.offset)", "wrong_type", detail) }
  }

  /// Throws `invalid` with a fault at `/values` for another number of values than the comparison takes.
  public func checkCount() throws(AppError) {
    let count = comparison.valuesCount
    guard !count.contains(values.count) else { return }
    let wanted = count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
    throw AppError.validation([Fault("/values", "out_of_range", "\(comparison.rawValue) takes \(wanted) values.")])
  }
}

extension AttributeValue {
  fileprivate var isText: Bool { if case .text = self { true } else { false } }
  fileprivate var isInteger: Bool { if case .integer = self { true } else { false } }
  fileprivate var isLowerCase: Bool { if case .text(let text) = self { text == text.lowercased() } else { false } }
  fileprivate var isMoment: Bool { if case .text(let text) = self { Timestamp(text)?.description == text } else { false } }
  fileprivate func isIn(_ range: ClosedRange<Int64>) -> Bool { if case .integer(let number) = self { range.contains(number) } else { false } }
  fileprivate var isFlag: Bool { if case .flag = self { true } else { false } }
  fileprivate var isID: Bool { if case .text(let text) = self { RawID(text)?.description == text } else { false } }
}
