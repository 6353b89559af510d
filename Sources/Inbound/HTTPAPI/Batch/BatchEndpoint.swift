import ForumKernel
import HTTPTypes
import HummingbirdCore

extension Endpoint {
  /// An endpoint that carries out other ones, in the name of its caller.
  init<Body: BodyFields, View>(
    batch path: String, _ operationID: String, _ summary: String, tag: String, returns shape: Shape<View>,
    perform: @escaping @Sendable (Call, Body, APICaller) async throws -> View
  ) {
    self.init(
      .post, path, operationID, summary, tag, nil, nil, [], isDoneOnce: true, Contract(NoQuery.self, Body.self, .ok, .json(shape.schema))
    ) { call, api in
      return try await Reply.ok(perform(call, call.fields(NoQuery.self, Body.self).body, api)).response(call, shape, .ok)
    }
  }
}
