import Auth
import Forum
import ForumKernel
import HTTPAPI

// What can be asked first. Things by their id are null where there are none that the caller may see, as the REST API answers 404.
extension ForumGraph {
  private static let identifier = [ArgumentDefinition(name: "id", description: "Its id.", type: .nonNull(.named("ID")))]

  static func threadArguments(withCategory: Bool) -> [ArgumentDefinition] {
    let category = ArgumentDefinition(name: "categoryId", description: "Only threads of this category.", type: .named("ID"))
    return (withCategory ? [category] : []) + [
      ArgumentDefinition(name: "tag", description: "Only threads that carry this tag.", type: .named("String")),
      ArgumentDefinition(name: "pinned", description: "true: only pinned threads. Does not go with tag.", type: .named("Boolean")),
      ArgumentDefinition(
        name: "since", description: "Only threads with a post (ACTIVITY) or opened (CREATED) after this moment.", type: .named(ScalarType.time.name)),
      ArgumentDefinition(name: "sort", description: "", type: .nonNull(.named(threadSort.name)), standard: "ACTIVITY"),
    ] + ArgumentDefinition.paging(PageQuery.limitDefault)
  }

  private static let searchArguments =
    [
      ArgumentDefinition(
        name: "q", description: "Words, with typos and an unfinished last word; \"…\" is a phrase, - before a word excludes it.",
        type: .nonNull(.named("String"))),
      ArgumentDefinition(
        name: "filter", description: "Conditions as the REST API has them: `author = ada AND tags IN [swift, sql]`.", type: .named("String")),
      ArgumentDefinition(name: "sort", description: "", type: .nonNull(.named(searchSort.name)), standard: "RELEVANCE"),
    ] + ArgumentDefinition.paging(PageQuery.limitDefault)

  private static let tagCount = ArgumentDefinition(name: "first", description: "How many at most.", type: .nonNull(.named("Int")), standard: 100)
  private static let unreadOnly = ArgumentDefinition(
    name: "unread", description: "true: only those that are not read.", type: .nonNull(.named("Boolean")), standard: false)

  static let queryObject = GraphObject(query, "What can be asked first.")
    .loadsOrNull("me", me, "Your account; null for visitors.", needs: nil) { _, _, reads in
      guard reads.principal.userID != nil else { return nil }
      try reads.principal.require(.accountUse)
      return try await reads.services.auth.manageAccounts.me(reads.principal)
    }
    .loadsList("categories", category, "All categories, by name.", needs: .forumRead, size: .upTo(50)) { _, _, reads in
      try await reads.allCategories()
    }
    .loadsOrNull("category", category, "One category.", needs: .forumRead, identifier) { _, arguments, reads in
      guard let id: CategoryID = arguments.id("id") else { return nil }
      return try await reads.forum.reader.category(id, reads.scope)
    }
    .loads("threads", threads, "Threads, newest first.", needs: .forumRead, threadArguments(withCategory: true), size: .connection) {
      _, arguments, reads in
      guard arguments.text("categoryId") != nil else { return try await reads.threads(arguments, in: nil) }
      guard let category: CategoryID = arguments.id("categoryId") else { return .nothing }
      return try await reads.threads(arguments, in: category)
    }
    .loadsOrNull("thread", thread, "One thread.", needs: .forumRead, identifier) { _, arguments, reads in
      guard let id: ThreadID = arguments.id("id") else { return nil }
      return try await reads.thread(id)
    }
    .loadsOrNull("post", post, "One post.", needs: .forumRead, identifier) { _, arguments, reads in
      guard let id: PostID = arguments.id("id") else { return nil }
      return try await reads.post(id)
    }
    .loadsOrNull("comment", comment, "One comment.", needs: .forumRead, identifier) { _, arguments, reads in
      guard let id: CommentID = arguments.id("id") else { return nil }
      return try await reads.comment(id)
    }
    .loadsOrNull(
      "user", user, "What everybody may see of an account.", needs: .forumRead,
      [ArgumentDefinition(name: "handle", description: "Its handle.", type: .nonNull(.named("String")))]
    ) { _, arguments, reads in try await reads.user(arguments.text("handle") ?? "") }
    .loads("search", hits, "Posts and comments, best first.", needs: .forumRead, searchArguments, size: .connection) { _, arguments, reads in
      try await reads.search(arguments)
    }
    .loadsOrNull(
      "notifications", notifications, "Your notifications, newest first.", needs: .accountUse,
      [unreadOnly] + ArgumentDefinition.paging(PageQuery.limitDefault), size: .connection
    ) { _, arguments, reads in try await reads.notifications(arguments) }
    .loadsList("tags", tag, "The most used tags.", needs: .forumRead, [tagCount], size: .asked) { _, arguments, reads in
      try await reads.forum.reader.tags(reads.scope, limit: arguments.number("first") ?? 1)
    }
}
