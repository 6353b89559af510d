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

  /// Throws `invalid` (`malformed_name`).
  public static func requireName(_ text: String) throws(AppError) {
    guard RoleDraft.isName(text) else {
      throw AppError(
        .invalid, "malformed_name", "A policy's name has 1 to \(AdminLimits.roleNameLengthMax) lower-case letters, digits and dashes.")
    }
  }

  /// Throws `invalid` with every fault of the policy by itself: pointers are those of the body of `PUT admin/policies/{policy}`. `written`: its actions in the
  /// order of that body.
  public func check(written: [Permission]) throws(AppError) {
    var faults: [Fault] = []
    if bytes > AdminLimits.policyBytesMax {
      faults.append(Fault("", "too_large", "A policy has at most \(AdminLimits.policyBytesMax) bytes as JSON."))
    }
    let known = Set(Permission.decidable)
    for (index, action) in written.enumerated() {
      if !known.contains(action) {
        faults.append(Fault("/actions/\(index)", "unknown_permission", "There is no permission \(action.rawValue)."))
      } else if Self.reserved.contains(action) {
        faults.append(Fault("/actions/\(index)", "reserved", "No policy can decide about \(action.rawValue)."))
      }
    }
    let offered = actions.intersection(known).map { Set(AccessAttribute.of($0).map(\.name)) }
    for (index, condition) in conditions.enumerated() {
      faults += Self.faults(of: condition, offered).map { Fault("/conditions/\(index)\($0.pointer)", $0.code, $0.detail) }
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  /// Its size as it is kept.
  var bytes: Int { (try? JSONEncoder().encode(self).count) ?? .max }

  private static func faults(of condition: AttributeCondition, _ offered: [Set<String>]) -> [Fault] {
    var faults: [Fault] = []
    do throws(AppError) { try condition.checkCount() } catch { faults += error.faults }
    guard let attribute = AccessAttribute.catalog.first(where: { $0.name == condition.attribute }) else {
      let names = AccessAttribute.catalog.map(\.name).joined(separator: ", ")
      return faults + [Fault("/attribute", "unknown_attribute", "There is no attribute \(condition.attribute). There are: \(names).")]
    }
    if !offered.allSatisfy({ $0.contains(attribute.name) }) {
      faults.append(Fault("/attribute", "not_of_action", "\(attribute.name) is not known for each of these actions."))
    }
    return faults + condition.faults(for: attribute)
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
