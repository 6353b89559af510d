public import ForumKernel

public enum CategoryTag {}
public typealias CategoryID = ID<CategoryTag>

/// A shelf of threads.
public struct Category: Sendable, Equatable, Codable {
  public let id: CategoryID
  /// Unique in the tenant, part of the page's address.
  public var slug: String
  public var name: String
  public var description: String
  public let createdAt: Timestamp
  public var updatedAt: Timestamp
  public var version: Int64

  public init(id: CategoryID, draft: CategoryDraft, createdAt: Timestamp, updatedAt: Timestamp, version: Int64) {
    self.id = id
    slug = draft.slug
    name = draft.name
    description = draft.description
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
  }

  func isAs(_ draft: CategoryDraft) -> Bool { slug == draft.slug && name == draft.name && description == draft.description }

  public mutating func change(to draft: CategoryDraft, now: Timestamp) {
    slug = draft.slug
    name = draft.name
    description = draft.description
    updatedAt = now
    version += 1
  }
}

/// Validated wishes for a category.
public struct CategoryDraft: Sendable {
  /// The category that a new forum has.
  static let first = CategoryDraft(name: "General", slug: "general", description: "Anything that has no place of its own.")

  public let slug: String
  public let name: String
  public let description: String

  /// Lengths are checked at the edge; the slug is made from the name where none is given.
  public init(name: String, slug: String?, description: String) {
    self.slug = Slug.make(from: slug ?? name)
    self.name = name
    self.description = description
  }
}
