public import Forum
public import ForumKernel

/// The forum as pages for people: rendered here and complete without JavaScript. What visitors change goes through the API.
public struct WebUI: Sendable {
  /// The paths of all pages and files, parameters in braces: what a router mounts for GET.
  public static let paths = PageAddress.templates + PageAddress.formTemplates + Asset.paths + [BrandSheet.template]
  /// The paths that take forms by POST.
  public static let formPaths = PageAddress.formTemplates
  /// The path that takes a form with a file by POST.
  public static let uploadPath = PageAddress.files.path

  let reader: any ForumReader
  let attention: any AttentionReader
  let insight: ServerInsight
  let search: any SearchIndex
  let cursors: CursorSigner
  private let readScope: @Sendable (_ accessToken: String?, TenantID) async throws -> ReadScope
  let status: @Sendable (AppError) -> Int
  let templates: Templates
  private let assets: [String: Asset]

  /// `readScope`: what the account of an access token may read, or a visitor without one. `status` is the HTTP layer's table of statuses. Throws when a template of the program can't be read, which is a mistake in it.
  public init(
    reader: any ForumReader, attention: any AttentionReader, search: any SearchIndex, cursorSigner: CursorSigner, siteName: String,
    insight: ServerInsight = ServerInsight(), readScope: @escaping @Sendable (_ accessToken: String?, TenantID) async throws -> ReadScope,
    status: @escaping @Sendable (AppError) -> Int
  ) throws {
    self.reader = reader
    self.attention = attention
    self.insight = insight
    self.search = search
    self.readScope = readScope
    self.status = status
    cursors = cursorSigner
    assets = Asset.all()
    templates = try Templates(siteName: siteName, assets: assets)
  }

  /// The answer to GET or HEAD (with the body that GET has), or to a form; nil when the path is not one of ours. What visitors get wrong is answered
  /// with a page that says so; other errors of the store are thrown.
  public func respond(to request: WebRequest) async throws -> WebResponse? {
    if let asset = assets[request.path] { return asset.response(to: request) }
    if let sheet = BrandSheet(path: request.path) { return sheet.response }
    guard let address = PageAddress(path: request.path) else { return nil }
    // A form on another site must not act in a visitor's name.
    if request.form != nil, request.origin == .foreign {
      return errorPage(AppError(.forbidden, "foreign_form", "This form was sent from another site."), to: request)
    }
    var request = request
    var cookies: [(name: String, value: String)] = []
    let response: WebResponse
    do {
      if address.needsVisitor { (request.visitor, cookies) = try await visitor(of: request) }
      request.scope = try await readScope(request.visitor?.api.accessToken, request.tenant)
      response = try await self.response(at: address, to: request)
    } catch let error as AppError {
      response = errorPage(error, to: request)
    } catch let failure as APIFailure {
      response = errorPage(failure, to: request)
    }
    guard request.visitor != nil || !cookies.isEmpty else { return response.revalidated(by: request.ifNoneMatch) }
    return response.revalidated(by: request.ifNoneMatch).personal(cookies)
  }

  /// A page that tells a person what went wrong.
  func errorPage(_ error: AppError, to request: WebRequest) -> WebResponse {
    var response = page(.message, MessagePage.fields(error, status: status(error)), to: request, status: status(error))
    if let seconds = error.retryAfterSeconds { response.headers.append(("Retry-After", String(seconds))) }
    return response
  }

  private func errorPage(_ failure: APIFailure, to request: WebRequest) -> WebResponse {
    var response = page(.message, MessagePage.fields(failure), to: request, status: failure.status)
    if let seconds = failure.retryAfter { response.headers.append(("Retry-After", seconds)) }
    return response
  }

  /// A problem of a request that came to no page. Nobody was looked up, so the page greets nobody.
  public func page(of problem: WebProblem) -> WebResponse {
    var fields = MessagePage.fields(problem)
    fields["isNobody"] = true
    var response = WebResponse.page(templates.render(.message, fields), status: problem.status)
    if let seconds = problem.retryAfterSeconds { response.headers.append(("Retry-After", String(seconds))) }
    return response
  }

  private func response(at address: PageAddress, to request: WebRequest) async throws -> WebResponse {
    switch address {
    case .home: try await threadList(.home, request)
    case .category(let slug): try await threadList(.category(slug), request)
    case .tag(let tag): try await threadList(.tag(tag), request)
    case .thread(let id, let slug): try await thread(id, slug: slug, request)
    case .livePost(let thread, let id): try await livePost(id, in: thread, request)
    case .livePosts(let thread, let position): try await livePosts(of: thread, after: position, request)
    case .entry(let id): try await entry(id, request.scope)
    case .comments(let post): try await comments(of: post, request)
    case .search: try await searchPage(request)
    case .hits: try await hits(request)
    case .problem(let slug): page(.message, ProblemPage.fields(slug), to: request)
    case .profile(let handle): try await profile(handle, request)
    case .notifications: try await notifications(request)
    case .account(let address): try await account(address, request)
    case .unread: try await threadList(.unread, request)
    case .firstUnread(let thread): try await firstUnread(in: thread, request)
    case .watched: try await threadList(.watched, request)
    case .bookmarks: try await bookmarks(request)
    case .mark(let address): try await mark(address, request)
    case .reportPost(let id): try await report(post: id, request)
    case .reportComment(let id): try await report(comment: id, request)
    case .revisions(let id): try await revisions(of: id, request)
    case .desk(let address): try await desk(address, request)
    case .admin(let address): try await administration(address, request)
    case .claim: try await claim(request)
    case .newThread: try await newThread(request)
    case .reply(let thread): try await reply(in: thread, request)
    case .comment(let post): try await comment(on: post, request)
    case .edit(let post): try await edit(post, request)
    case .reaction(let post): try await react(to: post, request)
    case .preview: try await preview(request)
    case .waiting: page(.message, MessagePage.waiting, to: request)
    case .files: try await files(request)
    case .file(let id, let isThumbnail): file(id, isThumbnail: isThumbnail, request)
    case .manual: page(.manual, ["title": "The API"], to: request)
    }
  }

  /// A whole page, with what all of them show.
  func page(_ template: Templates.Name, _ fields: Fields, to request: WebRequest, status: Int = 200) -> WebResponse {
    var fields = fields
    fields["visitor"] = request.visitor?.fields
    fields["signIn"] = PageAddress.account(.signIn).path(("next", request.path))
    return .page(templates.render(template, fields, brand: request.brand), status: status)
  }

  /// A part of a page.
  func fragment(_ template: Templates.Name, _ fields: Fields) -> WebResponse { .page(templates.render(template, fields)) }
}
