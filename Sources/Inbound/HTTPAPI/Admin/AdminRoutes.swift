import Admin
import ForumKernel
import HTTPTypes

struct AdminRoutes {
  let admin: AdminModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "admin/roles", "listRoles", "Built-in and own roles", tag: "Admin", needs: .roleManage, returns: AdminShapes.role.page, perform: roles)
    Endpoint(
      .put, "admin/roles/{role}", "putRole", "Make or replace a role of the tenant's own", tag: "Admin", needs: .roleManage,
      errors: ["role_built_in", "too_many_roles", "roles_in_circle"], returns: AdminShapes.role, perform: putRole)
    Endpoint(
      .delete, "admin/roles/{role}", "deleteRole", "Delete a role of the tenant's own", tag: "Admin", needs: .roleManage, success: .noContent,
      errors: ["role_built_in", "role_inherited"], returns: .nothing, perform: deleteRole)
    Endpoint(
      .get, "admin/permissions", "listPermissions", "What roles can allow", tag: "Admin", needs: .roleManage, returns: AdminShapes.permission.page,
      perform: permissions)
    Endpoint(
      .get, "admin/audit", "listAudit", "The audit log, newest first", tag: "Admin", needs: .roleManage, returns: AdminShapes.audit.page,
      perform: audit)
    Endpoint(
      .get, "admin/audit/retention", "getAuditRetention", "How long lines of the audit log are kept", tag: "Admin", needs: .roleManage,
      returns: AdminShapes.retention, perform: retention)
  }

  @Sendable private func roles(_ call: Call) async throws -> Reply<Listing<Role>> {
    .ok(Listing(items: try await admin.manageRoles.list(by: call.principal), next: nil))
  }

  @Sendable private func putRole(_ call: Call, _ body: PutRole) async throws -> Reply<Role> {
    let draft = try RoleDraft(
      name: try call.word("role"), description: body.description, permissions: body.permissions, inherits: body.inherits)
    return .ok(try await admin.manageRoles.put(draft, by: call.principal))
  }

  @Sendable private func deleteRole(_ call: Call) async throws -> Reply<Nothing> {
    try await admin.manageRoles.delete(try call.word("role"), by: call.principal)
    return .nothing
  }

  @Sendable private func permissions(_ call: Call) async throws -> Reply<Listing<PermissionView>> {
    .ok(Listing(items: Permission.catalog.map { PermissionView(name: $0.0.rawValue, description: $0.1) }, next: nil))
  }

  @Sendable private func retention(_ call: Call) async throws -> Reply<RetentionView> {
    try call.principal.require(.roleManage)
    let policies = try await admin.access.policies(of: call.tenant)
    return .ok(
      RetentionView(
        daysKept: admin.retention.daysKept(call.tenant, policies),
        policies: policies.policies.filter { $0.actions.contains(.auditPrune) }.map(\.name)))
  }

  @Sendable private func audit(_ call: Call, _ query: AuditQuery) async throws -> Reply<Listing<AuditView>> {
    let scope = "audit:\(call.tenant):\(query.scope)"
    return .ok(call.listing(try await admin.listAudit(query.filter, try call.page(query.page, of: scope), by: call.principal), of: scope))
  }
}

/// Which lines of the audit log are wanted.
struct AuditQuery: QueryFields {
  let filter: AuditFilter
  let page: PageQuery

  init(_ fields: inout FieldReader) {
    filter = AuditFilter(
      action: fields.optional("action", .line(1...60), "`role.grant`, or `role` for all that is done to roles."),
      actor: fields.optional("actor_id", .id(), "Who did it."),
      target: fields.optional("target", .line(1...100), "`thread:<id>`: what it was done to."),
      from: fields.optional("from", .time), before: fields.optional("to", .time, "The end, which is not part of the range."))
    page = PageQuery(&fields)
  }

  /// The filter as text, for cursors.
  var scope: String { "\(filter)" }
}

struct PutRole: BodyFields {
  let description: String
  let permissions: [String]
  let inherits: [String]

  init(_ fields: inout FieldReader) {
    description = fields.optional("description", .line(0...AdminLimits.roleDescriptionLengthMax), default: "")
    permissions = fields.required("permissions", .list(of: .line(1...60), count: 0...100), "Names from GET admin/permissions.")
    inherits = fields.optional(
      "inherits", .list(of: .line(1...AdminLimits.roleNameLengthMax), count: 0...AdminLimits.roleParentsMax), default: [],
      "Roles whose permissions it has as well.")
    fields.check { () throws(AppError) in try RoleDraft.check(permissions) }
  }
}

/// For how long the tenant's lines are kept, and what keeps them longer than the server would.
struct RetentionView: Sendable {
  let daysKept: Int64?
  let policies: [String]
}

/// A permission as it is shown.
struct PermissionView: Sendable {
  let name: String
  let description: String
}

enum AdminShapes {
  static let role = Shape<Role>("Role", "A named bundle of permissions.")
    .text("name") { $0.name }
    .text("description") { $0.description }
    .list("permissions", .texts) { $0.permissions.map(\.rawValue).sorted() }
    .list("inherits", .texts, "Roles whose permissions it has as well.") { $0.inherits }
    .flag("built_in", "Built-in roles cannot be changed.") { $0.isBuiltIn }

  static let permission = Shape<PermissionView>("Permission", "Something that a role can allow.")
    .text("name") { $0.name }
    .text("description") { $0.description }

  static let retention = Shape<RetentionView>("AuditRetention", "How long lines of the audit log are kept.")
    .numberOrNull("days_kept", "A line goes when it is as old; null: none ever goes.") { $0.daysKept }
    .list("policies", .texts, "Policies that forbid `audit.prune`: the tenant keeps its lines longer than the server would.") { $0.policies }

  static let audit = Shape<AuditView>("AuditEntry", "Who did what.")
    .id("id") { ID<AuditView>($0.id) }
    .number("sequence") { $0.sequence }
    .time("created_at") { $0.createdAt }
    .idOrNull("actor_id", "null for the system.") { $0.actorID }
    .text("action") { $0.action }
    .text("target") { $0.target }
    .textOrNull("reason") { $0.reason }
    .text("request_id") { $0.requestID }
    .textOrNull("detail", "Personal data of the entry; null where there was none or it was erased.") { $0.detail }
}
