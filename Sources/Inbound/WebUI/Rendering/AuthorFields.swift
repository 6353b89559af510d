import Forum

extension Fields {
  /// How many colours the style sheet has for initials.
  private static let hues = 6

  /// An author in a template; without one, of a deleted account.
  init(author: AuthorView?) {
    guard let author else {
      self = ["name": "Deleted account", "handle": nil, "href": nil, "initial": "–", "hue": "none"]
      return
    }
    let name = author.displayName.isEmpty ? author.handle : author.displayName
    let hue = author.handle.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xffff } % Self.hues
    self = [
      "name": name, "handle": name == author.handle ? nil : author.handle, "href": PageAddress.profile(author.handle).path,
      "initial": name.first.map { $0.uppercased() }, "hue": String(hue),
    ]
  }
}
