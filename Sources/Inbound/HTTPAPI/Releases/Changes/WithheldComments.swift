extension APIChange {
  static let withheldComments = APIChange(
    "2026-11-28", "Comments tell apart what was deleted and what moderators hold back, as threads and posts do.",
    objects: [
      "Comment": [
        .added("withheld"),
        .redefined(
          "deleted", was: "A tombstone, which stays because answers hang on it; or, with a text, a comment that moderators hold back.",
          older: { .bool($0["deleted"] == true || $0["withheld"] == true) }),
      ]
    ])
}
