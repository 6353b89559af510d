/// Ids of documents, and how the attribute that holds them is found.
enum DocumentID {
  static let bytesMax = 511

  /// The id as text: a whole number, or letters, digits, `-` and `_`. Throws `invalid_document_id`.
  static func text(_ value: FacadeJSON) throws(FacadeError) -> String {
    switch value {
    case .integer(let number): return String(number)
    case .text(let text) where isUsable(text): return text
    default:
      throw FacadeError(
        "invalid_document_id",
        """
        Document identifier `\(value.description)` is invalid. A document identifier can be of type integer or string, only \
        composed of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can not be more than 511 bytes.
        """
      )
    }
  }

  private static func isUsable(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= bytesMax
      && text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }

  /// Throws `missing_document_id` or `invalid_document_id`.
  static func of(_ document: FacadeJSON, _ primaryKey: String) throws(FacadeError) -> String {
    guard let value = AttributePath.values(primaryKey, in: document).first else {
      throw FacadeError("missing_document_id", "Document doesn't have a `\(primaryKey)` attribute: `\(document.description)`.")
    }
    return try text(value)
  }

  /// The one attribute whose name ends with `id`. Throws `index_primary_key_no_candidate_found` or `…_multiple_candidates_found`.
  static func primaryKey(inferredFrom document: FacadeJSON) throws(FacadeError) -> String {
    let candidates = document.members.map(\.name).filter { $0.lowercased().hasSuffix("id") }
    guard let first = candidates.first else {
      throw FacadeError(
        "index_primary_key_no_candidate_found",
        """
        The primary key inference failed as the engine did not find any field ending with `id` in its name. Please specify the \
        primary key manually using the `primaryKey` query parameter.
        """
      )
    }
    guard candidates.count == 1 else {
      throw FacadeError(
        "index_primary_key_multiple_candidates_found",
        """
        The primary key inference failed as the engine found \(candidates.count) fields ending with `id` in their names: \
        '\(candidates[0])' and '\(candidates[1])'. Please specify the primary key manually using the `primaryKey` query parameter.
        """
      )
    }
    return first
  }
}
