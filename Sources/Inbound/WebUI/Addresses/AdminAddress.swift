/// Where administrators and operators work.
enum AdminAddress: String, CaseIterable {
  /// What the server does.
  case overview = "/admin"
  /// Its charts as a fragment, which the page asks for again and again.
  case charts = "/admin/charts"
  case jobs = "/admin/jobs"
  case members = "/admin/members"
  case roles = "/admin/roles"
  case categories = "/admin/categories"
  case tenants = "/admin/tenants"
  case audit = "/admin/audit"
}
