import Forum
import ForumKernel

/// A scope as the queries take it.
extension ReadScope {
  /// The ids of its categories, as `category_keys` has them, each between bars.
  var listedKeys: String { categories.map { "|\($0)".replacing("-", with: "") }.joined() }

  var showsListedNumber: Int64 { showsListed ? 1 : 0 }

  func shows(thread: RawID, _ connection: any SQLConnection) throws -> Bool {
    guard isLimited else { return true }
    return try ThreadQueries.findThread(connection, id: thread, tenantID: tenant.raw).map { shows(CategoryID($0.categoryID)) } ?? false
  }

  func shows(post: RawID, _ connection: any SQLConnection) throws -> Bool {
    guard isLimited else { return true }
    return try PostQueries.findPost(connection, id: post, tenantID: tenant.raw).map { try shows(thread: $0.threadID, connection) } ?? false
  }
}
