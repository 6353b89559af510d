public import ForumKernel

/// The tenant's feature flags; needs `feature.manage`. Every change is audited and told to who follows the flags. All of it throws `conflict`
/// (`feature_flags_elsewhere`) where a flag service has them.
public struct ManageFeatures: Sendable {
  let store: any AdminStore
  let source: any FeatureSource

  /// By key.
  public func list(by principal: Principal) async throws -> [FeatureFlag] {
    try require(principal)
    return try await store.features(principal.tenant)
  }

  /// Throws `notFound` (`feature_flag_not_found`).
  public func find(_ key: String, by principal: Principal) async throws -> FeatureFlag {
    guard let flag = try await list(by: principal).first(where: { $0.key == key }) else { throw AppError.notFound("feature_flag") }
    return flag
  }

  /// Makes the flag without `match`, or replaces it when `match` has its version; one that was turned off stays off unless `isOn` says otherwise. Throws
  /// `invalid` with every fault, `stale` for a flag that was changed or deleted meanwhile or whose version nobody named, `conflict`
  /// (`too_many_feature_flags`, `feature_flags_in_circle`, `feature_flag_needed`).
  public func put(
    _ key: String, _ draft: FeatureDefinition, isOn: Bool?, match: VersionMatch?, by principal: Principal
  ) async throws -> FeatureFlag {
    try require(principal)
    guard FeatureFlag.isKey(key) else {
      throw AppError(.invalid, "malformed_key", "A flag's key has 1 to \(AdminLimits.featureKeyLengthMax) letters, digits, -, _ and dots.")
    }
    try draft.check()
    return try await change(by: principal) { tx in
      let known = FeatureSet(try tx.features())
      let old = known.flags[key]
      var definition = draft
      definition.isOn = isOn ?? old?.definition.isOn ?? true
      try Self.checkPrerequisites(key, definition, known)
      if let old {
        guard let match else {
          throw AppError(.stale, "version_required", "There is such a flag: send If-Match with the ETag of the one that you saw.", isMalformed: true)
        }
        try match.require(old.version)
      } else if match != nil {
        throw AppError(.stale, "version_stale", "There is no such flag any more: send no If-Match to make it anew.")
      } else if known.flags.count >= AdminLimits.featuresMax {
        throw AppError(.conflict, "too_many_feature_flags", "A tenant has at most \(AdminLimits.featuresMax) feature flags.")
      }
      return try Self.save(key, definition, after: old, "feature.put", tx)
    }
  }

  /// The kill switch, which asks for no version: it must work at once.
  public func turn(_ key: String, isOn: Bool, by principal: Principal) async throws -> FeatureFlag {
    try require(principal)
    return try await change(by: principal) { tx in
      guard let old = try tx.features().first(where: { $0.key == key }) else { throw AppError.notFound("feature_flag") }
      var definition = old.definition
      definition.isOn = isOn
      return try Self.save(key, definition, after: old, isOn ? "feature.turn_on" : "feature.turn_off", tx)
    }
  }

  /// Throws `conflict` (`feature_flag_needed`) while another flag has it as a prerequisite.
  public func delete(_ key: String, match: VersionMatch, by principal: Principal) async throws {
    try require(principal)
    try await change(by: principal) { tx in
      let known = FeatureSet(try tx.features())
      guard let flag = known.flags[key] else { throw AppError.notFound("feature_flag") }
      try match.require(flag.version)
      if let other = known.needing(key).first { throw Self.needed("The flag", by: other) }
      _ = try tx.deleteFeature(key)
      try Self.tell(key, "feature.delete", tx)
    }
  }

  private func require(_ principal: Principal) throws(AppError) {
    try principal.require(.featureManage)
    guard let location = source.state.location else { return }
    throw AppError(
      .conflict, "feature_flags_elsewhere", "This forum's feature flags are kept by the flag service at \(location): see them and change them there.")
  }

  private func change<Result: Sendable>(
    by principal: Principal, _ body: @escaping @Sendable (any AdminTransaction) throws -> Result
  ) async throws -> Result {
    let result = try await store.write(principal.tenant, actor: principal.userID, body)
    source.forget(principal.tenant)
    return result
  }

  private static func save(
    _ key: String, _ definition: FeatureDefinition, after old: FeatureFlag?, _ action: String, _ tx: any AdminTransaction
  ) throws -> FeatureFlag {
    let flag = FeatureFlag(key: key, definition: definition, version: (old?.version ?? 0) + 1, updatedAt: tx.now)
    try tx.put(flag)
    try tell(key, action, tx)
    return flag
  }

  private static func tell(_ key: String, _ action: String, _ tx: any AdminTransaction) throws {
    try tx.emit(FeatureChanged(tenantID: tx.tenant, key: key))
    try tx.audit(AuditEntry(action: action, target: "feature:\(key)"))
  }

  private static func checkPrerequisites(_ key: String, _ definition: FeatureDefinition, _ known: FeatureSet) throws(AppError) {
    var faults: [Fault] = []
    for (index, prerequisite) in definition.prerequisites.enumerated() where prerequisite.key != key {
      guard let other = known.flags[prerequisite.key] else {
        faults.append(Fault("/prerequisites/\(index)/key", "unknown_flag", "There is no flag “\(prerequisite.key)”."))
        continue
      }
      if other.definition.variants[prerequisite.variant] == nil {
        faults.append(
          Fault("/prerequisites/\(index)/variant", "unknown_variant", "The flag \(prerequisite.key) has no variant “\(prerequisite.variant)”."))
      }
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    if known.needs(of: definition).contains(key) {
      throw AppError(.conflict, "feature_flags_in_circle", "The flag would have itself as a prerequisite.")
    }
    for other in known.needing(key) {
      for prerequisite in other.definition.prerequisites where prerequisite.key == key && definition.variants[prerequisite.variant] == nil {
        throw needed("The variant “\(prerequisite.variant)”", by: other)
      }
    }
  }

  private static func needed(_ what: String, by other: FeatureFlag) -> AppError {
    AppError(.conflict, "feature_flag_needed", "\(what) is a prerequisite of the flag \(other.key): change that one first.")
  }
}
