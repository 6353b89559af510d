import Forum
import ForumKernel

extension WebUI {
  /// Shelves of threads, and who moderates each of them alone.
  func categoryDesk(_ request: WebRequest) async throws -> WebResponse {
    struct Moderator: Decodable { let handle: String }
    return try await formPage(.categoryDesk, .admin, request) { fields, visitor in
      var shown: [Fields] = []
      for view in try await reader.categories(request.scope) {
        let moderators: ItemList<Moderator> = try await visitor.api.get("categories/\(view.category.id)/moderators")
        shown.append([
          "id": view.category.id.description, "name": view.category.name, "about": view.category.description,
          "href": PageAddress.category(view.category.slug).path, "version": view.category.version, "isUnused": view.threadCount == 0,
          "moderators": moderators.items.map { ["handle": $0.handle] as Fields },
        ])
      }
      fields["categories"] = shown
    } act: { _, visitor in
      let path = "categories/\(PageAddress.encode(request.field("category")))"
      let handle = PageAddress.encode(request.field("handle"))
      var texts: [String: FormValue] = ["name": .text(request.field("name")), "description": .text(request.field("description"))]
      let version = "\"\(request.field("version"))\""
      switch request.field("act") {
      case "add": _ = try await visitor.api.send("PUT", "\(path)/moderators/\(handle)", nil, as: VisitorAPI.Ignored.self)
      case "remove":
        _ = try await visitor.api.send("DELETE", "\(path)/moderators/\(handle)", nil, as: VisitorAPI.Ignored.self)
        return .removed
      case "edit": _ = try await visitor.api.send("PATCH", path, texts, ifMatch: version, as: VisitorAPI.Ignored.self)
      case "delete":
        _ = try await visitor.api.send("DELETE", path, nil, ifMatch: version, as: VisitorAPI.Ignored.self)
        return .removed
      default:
        texts["slug"] = .optional(request.field("slug"))
        _ = try await visitor.api.send("POST", "categories", texts, as: VisitorAPI.Ignored.self)
      }
      return .saved
    }
  }
}
