public import ForumKernel
import Foundation

/// A policy as it is kept.
public struct KeptPolicy: Sendable, Equatable {
  public let policy: Policy
  /// Raised by every change; 1 at first.
  public let version: Int64
  public let updatedAt: Timestamp

  public init(policy: Policy, version: Int64, updatedAt: Timestamp) {
    self.policy = policy
    self.version = version
    self.updatedAt = updatedAt
  }
}

extension Policy {
  /// What no policy decides: whoever manages policies must always be able to take one back, one's account stays one's own, and what reaches beyond the
  /// tenant is not its own to give.
  static let reserved = Permission.ofDeployment.union([.policyManage, .accountUse])

  /// Throws `invalid` with every fault of the policy by itself: pointers are those of the body of `PUT admin/policies/{policy}`.
  func check() throws(AppError) {
    guard bytes <= AdminLimits.policyBytesMax else {
      throw AppError.validation([Fault("", "too_large", "A policy has at most \(AdminLimits.policyBytesMax) bytes as JSON.")])
    }
    var faults: [Fault] = []
    let known = Set(Permission.decidable)
    for action in actions.sorted(by: { $0.rawValue < $1.rawValue }) {
      if !known.contains(action) {
        faults.append(Fault("/actions", "unknown_permission", "There is no permission \(action.rawValue)."))
      } else if Self.reserved.contains(action) {
        faults.append(Fault("/actions", "reserved", "No policy can decide about \(action.rawValue)."))
      }
    }
    let offered = actions.map { Set(AccessAttribute.of($0).map(\.name)) }
    for (index, condition) in conditions.enumerated() {
      check(condition, "/conditions/\(index)", offered, &faults)
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  /// Its size as it is kept.
  var bytes: Int { (try? JSONEncoder().encode(self).count) ?? .max }

  private func check(_ condition: AttributeCondition, _ pointer: String, _ offered: [Set<String>], _ faults: inout [Fault]) {
    guard let attribute = AccessAttribute.catalog.first(where: { $0.name == condition.attribute }) else {
      let names = AccessAttribute.catalog.map(\.name).joined(separator: ", ")
      faults.append(Fault(pointer + "/attribute", "unknown_attribute", "There is no attribute \(condition.attribute). There are: \(names)."))
      return
    }
    if !offered.allSatisfy({ $0.contains(attribute.name) }) {
      faults.append(Fault(pointer + "/attribute", "not_of_action", "\(attribute.name) is not known for each of these actions."))
    }
    let count = condition.comparison.valuesCount
    if !count.contains(condition.values.count) {
      let wanted = count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      faults.append(Fault(pointer + "/values", "out_of_range", "\(condition.comparison.rawValue) takes \(wanted) values."))
    } else if let fault = condition.fault(for: attribute) {
      faults.append(Fault(pointer, "wrong_type", fault))
    }
  }

  /// The categories that its conditions name, with where.
  var categories: [(pointer: String, id: RawID)] {
    texts(of: AccessAttribute.categoryName).compactMap { pointer, text in RawID(text).map { (pointer, $0) } }
  }

  /// The roles that its conditions name, with where.
  var roleNames: [(pointer: String, name: String)] { texts(of: "subject.roles", by: [.isIn, .isNotIn]) }

  private func texts(
    of attribute: String, by comparisons: [AttributeCondition.Comparison] = AttributeCondition.Comparison.allCases
  ) -> [(pointer: String, name: String)] {
    conditions.enumerated().filter { $0.element.attribute == attribute && comparisons.contains($0.element.comparison) }.flatMap { index, condition in
      condition.values.enumerated().compactMap { place, value in
        if case .text(let text) = value { ("/conditions/\(index)/values/\(place)", text) } else { nil }
      }
    }
  }
}
