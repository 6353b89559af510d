import ForumKernel

/// A document as it is in the index.
struct IndexedDocument: Encodable, Equatable {
  let key: String
  let tenant: String
  let id: String
  let kind: String
  let threadID: String
  let categoryID: String
  let author: String
  let tags: [String]
  let title: String
  let body: String
  /// Milliseconds since 1970.
  let createdAt: Int64

  init(_ document: SearchDocument) {
    key = Self.key(document.tenant, document.id)
    tenant = document.tenant.description
    id = document.id.description
    kind = document.kind.rawValue
    threadID = document.threadID.description
    categoryID = document.categoryID.description
    author = document.author
    tags = document.tags
    title = Marks.removed(from: document.title)
    body = Marks.removed(from: document.body)
    createdAt = document.createdAt.milliseconds
  }

  /// Ids of two tenants may be the same.
  static func key(_ tenant: TenantID, _ id: RawID) -> String { "\(tenant)_\(id)" }

  enum CodingKeys: String, CodingKey {
    case key, tenant, id, kind, author, tags, title, body
    case threadID = "thread_id"
    case categoryID = "category_id"
    case createdAt = "created_at"
  }
}
