import ForumKernel
import Foundation
import GraphQLAPI
import HTTPAPI

extension Application {
  /// The routes of GraphQL; none where it is off. Throws for a folder or document that can't be used.
  func graphQLRoutes() throws -> [PageRoute] {
    guard config.graphql.enabled else { return [] }
    var settings = QuerySettings()
    settings.depthMax = config.graphql.depthMax
    settings.costMax = config.graphql.costMax
    settings.introspects = config.graphql.introspection
    settings.allowsOnlyDocuments = config.graphql.persistedOnly
    settings.documents = try Self.documents(in: config.graphql.documents)
    let services = GraphQLServices(auth: auth, forum: forum, notifications: notifications, search: index, clock: clock)
    return try GraphQLRoutes(services, settings, cache: cache, logger: logger).routes
  }

  /// The documents of a folder by the names of their files; none without a folder.
  private static func documents(in folder: String) throws -> [(name: String, text: String)] {
    guard !folder.isEmpty else { return [] }
    let root = URL(fileURLWithPath: folder, isDirectory: true)
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".graphql") }.sorted()
      guard names.count <= GraphQLRoutes.documentsMax else {
        throw AppError(.invalid, "graphql_documents", "graphql.documents may have at most \(GraphQLRoutes.documentsMax) documents.")
      }
      return try names.map { ($0, try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8)) }
    } catch let error as AppError {
      throw error
    } catch {
      throw AppError(.invalid, "graphql_documents", "The folder \(folder) of graphql.documents can't be read: \(error.localizedDescription)")
    }
  }
}
