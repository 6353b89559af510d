public import Forum
public import ForumKernel

/// The forum as pages for people: rendered here, complete without JavaScript, the same for every visitor.
public struct WebUI: Sendable {
  /// The paths of all pages and files, parameters in braces: what a router mounts.
  public static let paths = PageAddress.templates + Asset.paths

  let reader: any ForumReader
  let search: any SearchIndex
  let cursors: CursorSigner
  let status: @Sendable (AppError) -> Int
  let templates: Templates
  private let assets: [String: Asset]

  /// `status` is the HTTP layer's table of statuses. Throws when a template of the program can't be read, which is a mistake in it.
  public init(
    reader: any ForumReader, search: any SearchIndex, cursorSigner: CursorSigner, siteName: String, status: @escaping @Sendable (AppError) -> Int
  ) throws {
    self.reader = reader
    self.search = search
    self.status = status
    cursors = cursorSigner
    assets = Asset.all()
    templates = try Templates(siteName: siteName, assets: assets)
  }

  /// The answer to GET or HEAD (with the body that GET has); nil when the path is not one of ours. What visitors get wrong is answered with a page
  /// that says so; other errors of the store are thrown.
  public func respond(to request: WebRequest) async throws -> WebResponse? {
    if let asset = assets[request.path] { return asset.response(to: request) }
    guard let address = PageAddress(path: request.path) else { return nil }
    do {
      return try await response(at: address, to: request).revalidated(by: request.ifNoneMatch)
    } catch let error as AppError {
      return errorPage(error)
    }
  }

  /// A page that tells a person what went wrong.
  public func errorPage(_ error: AppError) -> WebResponse {
    var response = page(.message, MessagePage.fields(error), status: status(error))
    if let seconds = error.retryAfterSeconds { response.headers.append(("Retry-After", String(seconds))) }
    return response
  }

  /// For paths that nothing answers.
  public func notFoundPage() -> WebResponse { errorPage(AppError.notFound("page")) }

  private func response(at address: PageAddress, to request: WebRequest) async throws -> WebResponse {
    switch address {
    case .home: try await threadList(.home, request)
    case .category(let slug): try await threadList(.category(slug), request)
    case .tag(let tag): try await threadList(.tag(tag), request)
    case .thread(let id, let slug): try await thread(id, slug: slug, request)
    case .livePost(let thread, let id): try await livePost(id, in: thread, request.tenant)
    case .livePosts(let thread, let position): try await livePosts(of: thread, after: position, request.tenant)
    case .entry(let id): try await entry(id, request.tenant)
    case .comments(let post): try await comments(of: post, request)
    case .search: try await searchPage(request)
    case .problem(let slug): page(.message, ProblemPage.fields(slug))
    }
  }

  func page(_ template: Templates.Name, _ fields: Fields, status: Int = 200) -> WebResponse {
    .page(templates.render(template, fields), status: status)
  }
}
