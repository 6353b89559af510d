public import ForumKernel
import Foundation

extension FeatureDefinition {
  /// Throws `invalid` with every fault of the definition by itself: pointers are those of the body of `PUT admin/flags/{key}`.
  public func check() throws(AppError) {
    var faults: [Fault] = []
    if variants.isEmpty || variants.count > AdminLimits.featureVariantsMax {
      faults.append(Fault("/variants", "out_of_range", "A flag has 1 to \(AdminLimits.featureVariantsMax) variants."))
    }
    for (name, value) in variants.sorted(by: { $0.key < $1.key }) {
      guard FeatureFlag.isKey(name) else {
        faults.append(Fault("/variants/\(Fault.escaped(name))", "malformed", "A variant's name has letters, digits, -, _ and dots."))
        continue
      }
      if !kind.takes(value) {
        faults.append(Fault("/variants/\(name)", "wrong_type", "A variant of this flag must be of the kind \(kind.rawValue)."))
      }
    }
    requireVariant(offVariant, "/off_variant", &faults)
    check(serve, "", &faults)
    for (index, rule) in rules.enumerated() {
      check(rule.serve, "/rules/\(index)", &faults)
      for (place, condition) in rule.conditions.enumerated() {
        do throws(AppError) {
          try condition.checkCount()
        } catch {
          faults += error.faults.map { Fault("/rules/\(index)/conditions/\(place)\($0.pointer)", $0.code, $0.detail) }
        }
      }
    }
    for (index, prerequisite) in prerequisites.enumerated() where prerequisites[..<index].contains(where: { $0.key == prerequisite.key }) {
      faults.append(Fault("/prerequisites/\(index)/key", "repeated", "Each flag can be needed once."))
    }
    if let size = try? JSONEncoder().encode(self).count, size > AdminLimits.featureBytesMax {
      faults.append(Fault("", "too_large", "A flag has at most \(AdminLimits.featureBytesMax) bytes as JSON."))
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  private func check(_ shares: [FeatureShare], _ pointer: String, _ faults: inout [Fault]) {
    if shares.count == 1 {
      requireVariant(shares[0].variant, pointer + "/variant", &faults)
    } else if shares.contains(where: { $0.weight < 0 }) || shares.allSatisfy({ $0.weight == 0 }) {
      faults.append(Fault(pointer + "/split", "out_of_range", "The weights of a split are 0 or more, and not all 0."))
    } else {
      for (index, share) in shares.enumerated() { requireVariant(share.variant, "\(pointer)/split/\(index)/variant", &faults) }
    }
  }

  private func requireVariant(_ name: String, _ pointer: String, _ faults: inout [Fault]) {
    if variants[name] == nil { faults.append(Fault(pointer, "unknown_variant", "The flag has no variant “\(name)”.")) }
  }
}

extension FeatureDefinition.Kind {
  fileprivate func takes(_ value: AttributeValue) -> Bool {
    switch (self, value) {
    case (.boolean, .flag), (.string, .text), (.number, .integer), (.number, .number), (.object, .object): true
    default: false
    }
  }
}
