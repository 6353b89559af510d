import ForumKernel
import Testing

@testable import Forum

@Suite struct EventFieldsTests {
  private static let (thread, post, category) = (ThreadID(RawID(high: 1, low: 1)), PostID(RawID(high: 1, low: 2)), CategoryID(RawID(high: 1, low: 3)))

  private static func envelope(_ data: String, actor: UserID? = nil) -> [UInt8] {
    EventEnvelope(
      id: .zero, tenant: TenantID(.zero), type: "forum.post.created", subject: "forum.x.thread.y.post.created", time: Timestamp(milliseconds: 0),
      actor: actor, traceparent: "00-0-0-00", data: Array(data.utf8)
    ).json
  }

  @Test("an event's ids and its actor are found by name")
  func ids() throws {
    let actor = UserID(RawID(high: 7, low: 7))
    let event = PostCreated(threadID: Self.thread, postID: Self.post, replyToID: nil, position: 3, categoryID: Self.category)
    let fields = try EventFields(Self.envelope(String(decoding: event.json, as: UTF8.self), actor: actor))
    #expect(try fields.actor == actor && fields.id("post_id") == Self.post.raw && fields.id("thread_id") == Self.thread.raw)
    #expect(try fields.id("reply_to_id") == nil && fields.contains("position") && !fields.contains("kind"))
  }

  @Test("texts with quotes, brackets and backslashes don't mislead it, and null is nothing")
  func awkwardValues() throws {
    let fields = try EventFields(Self.envelope(#"{"a":"},\"post_id\":\\","list":[{"post_id":1},2],"none":null,"post_id":"\#(Self.post)"}"#))
    #expect(try fields.id("post_id") == Self.post.raw && fields.actor == nil && !fields.contains("none") && fields.contains("list"))
  }

  @Test(
    "what is no event is refused",
    arguments: [
      "", "{", "{}", "[]", "null", #"{"data":{}}"#, #"{"data":1}"#, #"{"actor":"me","data":{"a":1}}"#, #"{"data":{"a":1}"#, #"{"data":{"a":1}} "#,
    ])
  func refusal(payload: String) {
    #expect(throws: AppError.self) { try EventFields(Array(payload.utf8)) }
  }

  @Test("the event that is written by hand is what the encoder writes", arguments: [nil, post], [nil, category])
  func handwriting(answered: PostID?, category: CategoryID?) throws {
    let event = PostCreated(threadID: Self.thread, postID: Self.post, replyToID: answered, position: 12, categoryID: category)
    #expect(try event.json == event.encoded)
  }
}
