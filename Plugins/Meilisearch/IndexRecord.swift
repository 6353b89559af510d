import ForumKernel

/// The document that tells what the index holds. No search finds it, since it has no tenant.
struct IndexRecord: Codable, Sendable, Equatable {
  /// No id of a document is like it.
  static let key = "checkpoint"

  let key: String
  /// `<epoch>-<sequence>`; nil while nothing was applied.
  let checkpoint: String?
  let isRefilling: Bool

  init(position: StreamPosition?, isRefilling: Bool) {
    key = Self.key
    checkpoint = position?.description
    self.isRefilling = isRefilling
  }

  var position: StreamPosition? { checkpoint.flatMap { StreamPosition($0) } }

  enum CodingKeys: String, CodingKey {
    case key, checkpoint
    case isRefilling = "is_refilling"
  }
}
