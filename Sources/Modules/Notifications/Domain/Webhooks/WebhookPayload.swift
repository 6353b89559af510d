import ForumKernel

/// The body of a delivery: `{"type":…,"timestamp":…,"data":…}`. `data` is what the event says, ids and plain facts, and who did it.
enum WebhookPayload {
  /// Throws `invalid` (`malformed_event`) for what is no event.
  static func of(_ message: StreamMessage, type: String) throws(AppError) -> String {
    let fields = try message.fields()
    let time = fields.time ?? message.time.description
    let actor = fields.actor.map { #""actor_id":"\#($0)""# }
    let whole = text(type, time, adding(actor, to: String(decoding: fields.object, as: UTF8.self)))
    guard whole.utf8.count > WebhookLimits.payloadBytesMax else { return whole }
    // Receivers need not take more; who needs the rest asks for it by the id.
    let about = message.aggregate.map { #"{"\#($0.kind)_id":"\#($0.id)"}"# } ?? "{}"
    return text(type, time, about)
  }

  /// What a test sends.
  static func test(_ webhook: WebhookID, now: Timestamp) -> String {
    text(WebhookEventType.test, now.description, #"{"webhook_id":"\#(webhook)"}"#)
  }

  private static func text(_ type: String, _ time: String, _ data: String) -> String {
    #"{"type":"\#(type)","timestamp":"\#(time)","data":\#(data)}"#
  }

  private static func adding(_ member: String?, to object: String) -> String {
    guard let member else { return object }
    return object == "{}" ? "{\(member)}" : "{\(member),\(object.dropFirst())"
  }
}
