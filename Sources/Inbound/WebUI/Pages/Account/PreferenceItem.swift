/// What somebody wants to be told of, as the API says it.
struct PreferenceItem: Decodable {
  static let kinds = [
    (name: "reply", meaning: "Posts in my threads, and answers to my posts"),
    (name: "comment", meaning: "Comments on my posts, and answers to my comments"),
    (name: "mention", meaning: "Texts that name me"), (name: "watched", meaning: "What is new in what I watch"),
  ]
  private static let digests = [
    (value: "off", name: "Never"), (value: "daily", name: "Once a day"), (value: "weekly", name: "Once a week"),
  ]

  let reply: Bool
  let comment: Bool
  let mention: Bool
  let watched: Bool
  let digest: String

  var fields: Fields {
    let wanted = ["reply": reply, "comment": comment, "mention": mention, "watched": watched]
    return [
      "kinds": Self.kinds.map { ["name": $0.name, "meaning": $0.meaning, "chosen": wanted[$0.name]] as Fields },
      "digests": Self.digests.map { ["value": $0.value, "name": $0.name, "current": $0.value == digest] as Fields },
    ]
  }
}
