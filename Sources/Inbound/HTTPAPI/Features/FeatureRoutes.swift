import Admin
import ForumKernel
import HTTPTypes
import LiveFeed

/// Feature flags, for those who keep them. Programs ask them by `OFREPRoutes`.
struct FeatureRoutes {
  let admin: AdminModule
  let feed: LiveFeed

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "admin/flags", "listFeatureFlags", "Feature flags by key", tag: Self.tag, needs: .featureManage,
      errors: [Self.elsewhere], returns: FeatureShapes.flag.page,
      perform: list)
    Endpoint(
      .get, "admin/flags/{flag}", "getFeatureFlag", "A feature flag", tag: Self.tag, needs: .featureManage,
      errors: [Self.elsewhere, "feature_flag_not_found"],
      returns: FeatureShapes.flag, perform: get)
    Endpoint(
      .put, "admin/flags/{flag}", "putFeatureFlag", "Make a feature flag, or replace it; If-Match once it is there", tag: Self.tag,
      needs: .featureManage, match: .taken,
      errors: [
        Self.elsewhere, "malformed_key", "version_required", "version_stale", "too_many_feature_flags", "feature_flags_in_circle",
        "feature_flag_needed",
      ],
      returns: FeatureShapes.flag, perform: put)
    Endpoint(
      .delete, "admin/flags/{flag}", "deleteFeatureFlag", "Delete a feature flag", tag: Self.tag, needs: .featureManage, match: .taken,
      success: .noContent, errors: [Self.elsewhere, "feature_flag_not_found", "feature_flag_needed", "version_stale"], returns: .nothing,
      perform: delete)
    Endpoint(
      .put, "admin/flags/{flag}/on", "turnFeatureFlagOn", "Let a feature flag's rules hold", tag: Self.tag, needs: .featureManage,
      errors: [Self.elsewhere, "feature_flag_not_found"], returns: FeatureShapes.flag
    ) { call in try await turn(call, isOn: true) }
    Endpoint(
      .delete, "admin/flags/{flag}/on", "turnFeatureFlagOff", "The kill switch: everybody gets the flag's off variant", tag: Self.tag,
      needs: .featureManage, errors: [Self.elsewhere, "feature_flag_not_found"], returns: FeatureShapes.flag
    ) { call in try await turn(call, isOn: false) }
    Endpoint(
      events: [EventKind("message", "`{\"type\":\"refetchEvaluation\",…}`: a flag changed, ask all of them again.")], OFREPRoutes.eventsPath,
      "followFeatureFlags", "When a feature flag changes, as OFREP's providers follow it", tag: Self.tag, needs: .forumRead, perform: follow)
  }

  private static let tag = "Feature flags"
  /// A flag service has them.
  private static let elsewhere = "feature_flags_elsewhere"

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<FeatureFlag>> {
    .ok(Listing(items: try await admin.manageFeatures.list(by: call.principal), next: nil))
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<FeatureFlag> {
    shown(try await admin.manageFeatures.find(try call.word("flag"), by: call.principal))
  }

  @Sendable private func put(_ call: Call, _ body: PutFeatureFlag) async throws -> Reply<FeatureFlag> {
    let match = call.head.headerFields[.ifMatch] == nil ? nil : try call.ifMatch()
    return shown(try await admin.manageFeatures.put(try call.word("flag"), body.definition, isOn: body.isOn, match: match, by: call.principal))
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> {
    try await admin.manageFeatures.delete(try call.word("flag"), match: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }

  private func turn(_ call: Call, isOn: Bool) async throws -> Reply<FeatureFlag> {
    shown(try await admin.manageFeatures.turn(try call.word("flag"), isOn: isOn, by: call.principal))
  }

  private func shown(_ flag: FeatureFlag) -> Reply<FeatureFlag> { .ok(flag, version: flag.version) }

  /// A `reset` too says that a flag may have changed. Whoever is told asks next, so that this node must not answer from before.
  @Sendable private func follow(_ call: Call, _: NoQuery) async throws -> AsyncMapSequence<TopicFeed, EventFrame> {
    try await feed.follow([.flags], as: call.viewer, after: call.head.headerFields[.lastEventID])
      .map { [directory = admin.features, tenant = call.tenant] event in
        directory.forget(tenant)
        return EventFrame(id: event.id, event: nil, data: Array(#"{"type":"refetchEvaluation"}"#.utf8))
      }
  }
}
