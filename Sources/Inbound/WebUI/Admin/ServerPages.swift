import ForumKernel

/// A job as the API tells it.
private struct JobItem: Decodable {
  let name: String
  let summary: String
  let schedule: String
  let running: Bool
  let due_at: String?
  let ended_at: String?
  let outcome: String?
  let message: String?
  let runs: Int64
  let failures: Int64

  var fields: Fields {
    [
      "name": name, "summary": summary, "schedule": schedule, "running": running, "failed": outcome == "failed", "message": message, "runs": runs,
      "failures": failures == 0 ? nil : failures, "due": due_at.flatMap(Timestamp.init).map { DisplayTime($0).fields },
      "ended": ended_at.flatMap(Timestamp.init).map { DisplayTime($0).fields },
    ]
  }
}

extension WebUI {
  func administration(_ address: AdminAddress, _ request: WebRequest) async throws -> WebResponse {
    switch address {
    case .overview: try await overview(request)
    case .charts: try await charts(request)
    case .jobs: try await jobs(request)
    case .members: try await members(request)
    case .roles: try await roles(request)
    case .categories: try await categoryDesk(request)
    case .tenants: try await tenants(request)
    case .audit: try await audit(request)
    }
  }

  /// Charts of what the server does, and what its consumers gave up on. Of the whole deployment, so for those who may see its jobs.
  private func overview(_ request: WebRequest) async throws -> WebResponse {
    try await formPage(.overview, .admin, request) { fields, visitor in
      fields["isOperator"] = try await isOperator(visitor)
      guard fields["isOperator"] as? Bool == true else { return }
      fields["charts"] = Chart.all(insight.activity()).map(\.fields)
      fields["letters"] = try await insight.deadLetters(WebLimits.deadLettersMax).map { letter in
        ["consumer": letter.consumer, "sequence": letter.sequence, "reason": letter.reason, "time": DisplayTime(letter.at).fields] as Fields
      }
    } act: { _, _ in
      .saved
    }
  }

  private func charts(_ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor, try await isOperator(visitor) else { throw AppError.notFound("page") }
    return fragment(.charts, ["charts": Chart.all(insight.activity()).map(\.fields)]).secret
  }

  private func isOperator(_ visitor: Visitor) async throws -> Bool {
    do {
      _ = try await visitor.api.get("admin/jobs", as: VisitorAPI.Ignored.self)
      return true
    } catch let failure as APIFailure where failure.status == 403 || failure.status == 404 {
      return false
    }
  }

  private func jobs(_ request: WebRequest) async throws -> WebResponse {
    try await formPage(.jobs, .admin, request) { fields, visitor in
      let jobs: ItemList<JobItem> = try await visitor.api.get("admin/jobs")
      fields["jobs"] = jobs.items.map(\.fields)
    } act: { _, visitor in
      _ = try await visitor.api.send("POST", "admin/jobs/\(PageAddress.encode(request.field("run")))/run", nil, as: VisitorAPI.Ignored.self)
      return .begun
    }
  }
}
