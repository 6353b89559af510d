import ForumKernel
import Notifications

struct NewWebhook: BodyFields {
  let draft: WebhookDraft
  let kind: WebhookSecret.Kind

  init(_ fields: inout FieldReader) {
    draft = WebhookDraft(
      url: fields.required("url", .webhookURL, "https, with a full name; where the events are sent by POST."),
      description: fields.optional("description", .line(0...WebhookLimits.descriptionLengthMax), default: ""),
      filters: fields.required(
        "event_types", .list(of: .eventTypeFilter, count: 1...WebhookLimits.filtersMax),
        "Types of GET webhooks/event-types, or all of a prefix: `forum.post.*`."),
      categories: fields.optional(
        "category_ids", .list(of: .id(of: Webhook.self), count: 0...WebhookLimits.categoriesMax), default: [],
        "Only what happens in these; empty: everything, also what belongs to no category."
      ).map(\.raw),
      isActive: fields.optional("active", .flag, default: true, "While it is off, nothing is queued for it."))
    kind = fields.optional("secret_kind", .choice(), default: .hmac, "What signs: a shared secret (v1), or a key pair (v1a).")
  }
}

struct WebhookPatch: BodyFields {
  private let url: WebhookURL?
  private let description: String?
  private let filters: [EventTypeFilter]?
  private let categories: [ID<Webhook>]?
  private let isActive: Bool?

  init(_ fields: inout FieldReader) {
    url = fields.optional("url", .webhookURL)
    description = fields.optional("description", .line(0...WebhookLimits.descriptionLengthMax))
    filters = fields.optional("event_types", .list(of: .eventTypeFilter, count: 1...WebhookLimits.filtersMax))
    categories = fields.optional("category_ids", .list(of: .id(), count: 0...WebhookLimits.categoriesMax))
    isActive = fields.optional("active", .flag, "Turned on again, what waits for it is sent.")
  }

  @Sendable func change(_ draft: inout WebhookDraft) {
    draft.url = url ?? draft.url
    draft.description = description ?? draft.description
    draft.filters = filters ?? draft.filters
    draft.categories = categories?.map(\.raw) ?? draft.categories
    draft.isActive = isActive ?? draft.isActive
  }
}

struct SecretRotation: BodyFields {
  let kind: WebhookSecret.Kind?
  let overlapSeconds: Int

  init(_ fields: inout FieldReader) {
    kind = fields.optional("secret_kind", .choice(WebhookSecret.Kind.self), "As the one before when it is missing.")
    overlapSeconds = fields.optional(
      "overlap_seconds", .number(WebhookLimits.overlapSeconds), default: WebhookLimits.overlapSecondsDefault,
      "How long the secrets before it go on signing; 0: no more at once.")
  }
}

struct DeliveryRecovery: BodyFields {
  let since: Timestamp

  init(_ fields: inout FieldReader) { since = fields.required("since", .time, "What failed or was dropped of what happened since then.") }
}

struct DeliveryListQuery: QueryFields {
  let state: WebhookDelivery.State?
  let page: PageQuery

  init(_ fields: inout FieldReader) {
    state = fields.optional("state", .choice(WebhookDelivery.State.self), "Only those.")
    page = PageQuery(&fields)
  }
}

extension FieldType where Value == WebhookURL {
  fileprivate static var webhookURL: FieldType {
    let line = FieldType<String>.line(1...WebhookLimits.urlLengthMax)
      .checked { text throws(AppError) in try WebhookURL(text).checkPath() }
    return line.parsed(example: "https://hooks.example.org/forum") { text in
      do throws(AppError) { return try WebhookURL(text) } catch { return nil }
    }
  }
}

extension FieldType where Value == EventTypeFilter {
  fileprivate static var eventTypeFilter: FieldType {
    FieldType<String>.line(1...100).parsed(
      example: "forum.post.*", detail: "This must be a type of GET webhooks/event-types, or a prefix of some with .* at its end."
    ) { EventTypeFilter($0) }
  }
}

extension FieldType {
  fileprivate static func id<Entity>(of _: Entity.Type) -> FieldType where Value == ID<Entity> { .id() }
}
