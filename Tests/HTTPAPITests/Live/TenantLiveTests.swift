import Support
import Testing

@Suite("Live connections of a tenant") struct TenantLiveTests {
  @Test("follow nothing of another one, and are closed with their next message when it is suspended")
  func suspended() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      let other = try await forum.thread(by: main)["id"].text
      try await main.post("admin/tenants", ["slug": "acme", "name": "Acme"]).expect(202)
      try await forum.isServing("acme")
      let ada = try await forum.member("ada", tenant: "acme")
      let category = try await ada.get("categories").expect(200).data["items"][0]["id"].text
      let thread = try await ada.post("threads", ["category_id": category, "title": "T", "body": "x"]).expect(201).data["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: ada) { live in
          #expect(try await live.subscribe("threads/\(thread)")["type"].text == "subscribed")
          #expect(try await live.subscribe("threads/\(other)")["type"].text == "error")
          try await main.put("admin/tenants/acme/suspension").expect(200)
          try await live.say(#"{"type":"unsubscribe","topic":"threads/\#(thread)"}"#)
          var message = try await live.next()
          while message["closed"].isNull, !message.isNull { message = try await live.next() }
          #expect(message["reason"].text == "tenant_suspended")
        }
      }
    }
  }
}
