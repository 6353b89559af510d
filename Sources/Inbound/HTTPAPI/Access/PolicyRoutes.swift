import Admin
import ForumKernel
import HTTPTypes

/// Policies, and what roles and policies decide together.
struct PolicyRoutes {
  let admin: AdminModule
  let accounts: any AccountDirectory

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "admin/policies", "listPolicies", "Policies by name", tag: Self.tag, needs: .policyManage, returns: PolicyShapes.policy.page,
      perform: list)
    Endpoint(
      .get, "admin/policies/{policy}", "getPolicy", "A policy", tag: Self.tag, needs: .policyManage, errors: ["policy_not_found"],
      returns: PolicyShapes.policy, perform: get)
    Endpoint(
      .put, "admin/policies/{policy}", "putPolicy", "Make a policy, or replace it; If-Match once it is there", tag: Self.tag, needs: .policyManage,
      match: .taken,
      errors: ["malformed_name", "version_required", "version_stale", "too_many_policies"], returns: PolicyShapes.policy, perform: put)
    Endpoint(
      .delete, "admin/policies/{policy}", "deletePolicy", "Delete a policy", tag: Self.tag, needs: .policyManage, match: .taken, success: .noContent,
      errors: ["policy_not_found", "version_stale"], returns: .nothing, perform: delete)
    Endpoint(
      .get, "admin/authz/attributes", "listAttributes", "What policies can compare", tag: Self.tag, needs: .policyManage,
      returns: PolicyShapes.attribute.page, perform: attributes)
    Endpoint(
      .post, "admin/authz/explain", "explainAccess", "What would be decided, and by which rule", tag: Self.tag, needs: .policyManage,
      errors: ["user_not_found"], returns: PolicyShapes.explanation, perform: explain)
  }

  private static let tag = "Policies"

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<KeptPolicy>> {
    .ok(Listing(items: try await admin.managePolicies.list(by: call.principal), next: nil))
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<KeptPolicy> {
    shown(try await admin.managePolicies.find(try call.word("policy"), by: call.principal))
  }

  @Sendable private func put(_ call: Call, _ body: PutPolicy) async throws -> Reply<KeptPolicy> {
    let match = call.head.headerFields[.ifMatch] == nil ? nil : try call.ifMatch()
    return shown(try await admin.managePolicies.put(body.fields.policy(named: try call.word("policy")), match: match, by: call.principal))
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> {
    try await admin.managePolicies.delete(try call.word("policy"), match: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }

  @Sendable private func attributes(_ call: Call) async throws -> Reply<Listing<AccessAttribute>> {
    .ok(Listing(items: AccessAttribute.catalog, next: nil))
  }

  @Sendable private func explain(_ call: Call, _ body: ExplainAccessFields) async throws -> Reply<AccessExplanation> {
    .ok(try await admin.explainAccess(accounts)(body.question(now: call.now), by: call.principal))
  }

  private func shown(_ policy: KeptPolicy) -> Reply<KeptPolicy> { .ok(policy, version: policy.version) }
}
