public import ForumWiring

/// Whether GraphQL is served, and what one question may be.
public struct GraphQLSettings: Sendable {
  public let enabled = Setting("graphql.enabled", default: false, "Whether /graphql answers questions in GraphQL, to read alone.")
  public let introspection = Setting(
    "graphql.introspection", default: true, "Whether clients may ask /graphql for its schema, and /graphql/schema shows it.")
  public let depthMax = Setting("graphql.depth_max", default: 15, in: 3...50, "How many fields of a question may hang below each other.")
  public let costMax = Setting(
    "graphql.cost_max", default: 10_000, in: 100...1_000_000,
    "What a question may cost: 1 for each field, 10 for each that asks the store, below a list as often as the list can be long.")
  public let persistedOnly = Setting(
    "graphql.persisted_only", default: false, "Whether the documents of graphql.documents are all that /graphql answers.")
  public let documents = Setting(
    "graphql.documents", default: "", "A folder with documents (*.graphql) that clients name by their SHA-256. Empty: none are known from the start.")
}
