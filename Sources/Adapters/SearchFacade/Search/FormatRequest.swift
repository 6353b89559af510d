/// How hits are shown: which attributes are cropped around what matched, and in which it is marked.
struct FormatRequest {
  var highlighted: [String] = []
  /// Attribute or pattern → words.
  var cropped: [(pattern: String, words: Int)] = []
  var preTag = "<em>"
  var postTag = "</em>"
  var cropMarker = "…"

  init() {}

  init(_ fields: RequestMembers) throws(FacadeError) {
    highlighted = try fields.texts("attributesToHighlight", "invalid_search_attributes_to_highlight") ?? []
    preTag = try fields.text("highlightPreTag", "invalid_search_highlight_pre_tag") ?? preTag
    postTag = try fields.text("highlightPostTag", "invalid_search_highlight_post_tag") ?? postTag
    cropMarker = try fields.text("cropMarker", "invalid_search_crop_marker") ?? cropMarker
    let words = try fields.count("cropLength", "invalid_search_crop_length") ?? 10
    for text in try fields.texts("attributesToCrop", "invalid_search_attributes_to_crop") ?? [] {
      // `overview:20` has its own length.
      let parts = text.split(separator: ":")
      if parts.count == 2, let own = Int(parts[1]) { cropped.append((String(parts[0]), own)) } else { cropped.append((text, words)) }
    }
  }

  var isEmpty: Bool { highlighted.isEmpty && cropped.isEmpty }

  func highlights(_ attribute: String) -> Bool { highlighted.contains { AttributePath.matches(attribute, pattern: $0) } }
  func cropLength(_ attribute: String) -> Int? { cropped.last { AttributePath.matches(attribute, pattern: $0.pattern) }?.words }
}
