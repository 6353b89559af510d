/// What a forum with Meilisearch does unlike one with its own index, by nature.
public enum MeilisearchParity {
  public static let differences = [
    """
    The order of what is found, the scores, the typos that are forgiven and the parts that are marked are Meilisearch's: it ranks by rules, the forum's \
    index by BM25F.
    """,
    "All nodes ask one index; else each node has one of its own, which follows the stream by itself.",
  ]
}
