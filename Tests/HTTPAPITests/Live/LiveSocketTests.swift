import Support
import Testing

/// A whole forum and its WebSocket, over real connections.
@Suite(.timeLimit(.minutes(5))) struct LiveSocketTests {
  @Test("a post comes with its position, and what was missed comes after a position, each once")
  func resume() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let topic = "threads/\(thread)"
      let post: @Sendable (String) async throws -> String = {
        try await ada.post("threads/\(thread)/posts", ["body": $0]).expect(201).data["id"].text
      }
      try await forum.listening { port in
        var positions: [String] = []
        try await LiveClient.open(port, as: ada) { live in
          let subscribed = try await live.subscribe(topic)
          #expect(subscribed["type"].text == "subscribed" && subscribed["topic"].text == topic && !subscribed["position"].text.isEmpty)
          for number in 0..<3 {
            let id = try await post("post \(number)")
            let event = try await live.next("event")
            #expect(event["event"].text == "post.created" && event["topic"].text == topic)
            #expect(event["data"]["data"]["post"]["id"].text == id && event["data"]["data"]["post"]["body"].text == "post \(number)")
            positions.append(event["position"].text)
          }
          #expect(Set(positions).count == 3)
        }
        var missed: [String] = []
        for number in 0..<60 { missed.append(try await post("missed \(number)")) }
        try await LiveClient.open(port, as: ada) { live in
          try await live.subscribe(topic, after: positions[1])
          var seen: [String] = []
          while seen.count < 61 { seen.append(try await live.next("event")["data"]["data"]["post_id"].text) }
          #expect(Array(seen.dropFirst()) == missed)
        }
      }
    }
  }

  @Test("a position that is gone, of another epoch or garbage gives a reset, and then what comes")
  func reset() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      try await forum.listening { port in
        for position in ["other-1", "garbage", "zzzz-99999999"] {
          try await LiveClient.open(port, as: ada) { live in
            let subscribed = try await live.subscribe("threads/\(thread)", after: position)
            let reset = try await live.next()
            #expect(reset["type"].text == "reset" && reset["position"].text == subscribed["position"].text)
            try await ada.post("threads/\(thread)/posts", ["body": "x"]).expect(201)
            #expect(try await live.next()["event"].text == "post.created")
          }
        }
      }
    }
  }

  @Test("a token for a program opens a connection, and its end closes the topics as that of a sign-in does")
  func program() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let made = try await ada.post("me/tokens", ["name": "bot", "scopes": ["forum.read"]]).expect(201).data
      try await forum.listening { port in
        try await LiveClient.open(port, as: forum.visitor.with(token: made["token"].text)) { live in
          try await live.subscribe("threads/\(thread)")
          try await ada.post("threads/\(thread)/posts", ["body": "x"]).expect(201)
          #expect(try await live.next()["event"].text == "post.created")
          try await ada.delete("me/tokens/\(made["details"]["id"].text)").expect(204)
          let last = try await live.next()
          #expect("\(last)".contains("token_invalid"), "\(last)")
        }
      }
    }
  }

  @Test("topics that are not yours or not there are refused, bad messages are told, and the connection stays")
  func refusals() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: ada)["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: ada) { live in
          let refused = [
            ("moderation/queue", "permission_missing"), ("threads/0190a0a0-0000-7000-8000-000000000000", "thread_not_found"),
            ("categories/0190a0a0-0000-7000-8000-000000000000", "category_not_found"), ("no such topic", "validation_failed"),
          ]
          for (topic, code) in refused {
            let answer = try await live.subscribe(topic)
            #expect(answer["type"].text == "error" && answer["code"].text == code, "\(topic): \(answer)")
          }
          let broken = [
            ("{not json", "invalid_json"), ("[]", "validation_failed"), (#"{"type":"shout"}"#, "validation_failed"),
            (#"{"type":"subscribe"}"#, "validation_failed"), (#"{"type":"unsubscribe","topic":"notifications"}"#, "not_subscribed"),
            (#"{"type":"subscribe","topic":"notifications","colour":"red"}"#, "validation_failed"),
            (#"{"type":"typing","topic":"presence/threads/\#(thread)"}"#, "not_subscribed"),
          ]
          for (text, code) in broken {
            try await live.say(text)
            #expect(try await live.next()["code"].text == code, "\(text)")
          }
          #expect(try await live.subscribe("threads/\(thread)")["type"].text == "subscribed")
          #expect(try await live.subscribe("threads/\(thread)")["code"].text == "already_subscribed")
          try await live.say(#"{"type":"unsubscribe","topic":"threads/\#(thread)"}"#)
          #expect(try await live.next()["reason"].text == "asked")
          try await ada.post("threads/\(thread)/posts", ["body": "unheard"]).expect(201)
          #expect(try await live.subscribe("notifications")["type"].text == "subscribed")
        }
        try await LiveClient.open(port, as: root) { live in
          let answer = try await live.subscribe("moderation/queue")
          #expect(answer["type"].text == "subscribed")
        }
        try await LiveClient.open(port, as: forum.visitor) { live in
          for topic in ["notifications", "presence/threads/\(thread)"] {
            let refusal = try await live.subscribe(topic)
            #expect(refusal["code"].text == "sign_in_required")
          }
          let answer = try await live.subscribe("threads/\(thread)")
          #expect(answer["type"].text == "subscribed")
        }
      }
    }
  }

  @Test("a session that ends closes its WebSocket at once, and who signs in over it can follow their own")
  func sessions() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let thread = try await forum.thread(by: ada)["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: ada) { live in
          try await live.subscribe("threads/\(thread)")
          try await ada.delete("auth/sessions/current").expect(204)
          let end = try await live.next()
          #expect(end["closed"].number == 4401 && end["reason"].text == "session_revoked")
          #expect(try await live.next().isNull)
        }
        try await LiveClient.open(port, as: forum.visitor) { live in
          #expect(try await live.subscribe("notifications")["type"].text == "error")
          try await live.say(#"{"type":"authenticate","access_token":"nobody"}"#)
          #expect(try await live.next()["code"].text == "token_invalid")
          try await live.say(#"{"type":"authenticate","access_token":"\#(bob.token ?? "")"}"#)
          #expect(try await live.next()["type"].text == "authenticated")
          #expect(try await live.subscribe("notifications")["type"].text == "subscribed")
          try await live.say(#"{"type":"authenticate","access_token":"\#(try await forum.member("eve").token ?? "")"}"#)
          #expect(try await live.next()["code"].text == "other_account")
        }
      }
    }
  }

  @Test("who was answered hears it, and on their other devices that it was read")
  func notifications() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let thread = try await forum.thread(by: ada)["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: ada) { live in
          try await live.subscribe("notifications")
          let post = try await bob.post("threads/\(thread)/posts", ["body": "hello"]).expect(201).data["id"].text
          let event = try await live.next("event")
          #expect(event["event"].text == "notification.created" && event["data"]["data"]["kind"].text == "reply")
          #expect(event["data"]["data"]["post_id"].text == post)
          try await ada.post("notifications/read").expect(200)
          #expect(try await live.next("event")["event"].text == "notification.read")
        }
      }
    }
  }

  @Test("a category tells of its threads and their answers, and of no others")
  func categories() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let category = try await root.post("categories", ["name": "Looms"]).expect(201).data["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: root) { live in
          try await live.subscribe("categories/\(category)")
          _ = try await forum.thread(by: root)
          let thread = try await root.post("threads", ["category_id": category, "title": "Jacquard", "body": "x"]).expect(201).data["id"].text
          let opened = try await live.next("event")
          #expect(opened["event"].text == "thread.created" && opened["data"]["data"]["thread"]["title"].text == "Jacquard")
          #expect(try await live.next("event")["event"].text == "post.created")
          try await root.post("threads/\(thread)/posts", ["body": "y"]).expect(201)
          #expect(try await live.next("event")["data"]["data"]["thread"]["post_count"].number == 2)
          try await root.put("threads/\(thread)/lock").expect(200)
          #expect(try await live.next("event")["data"]["data"]["change"].text == "locked")
        }
      }
    }
  }

  @Test("a thread that is deleted ends its topic, after the event that says so")
  func deletion() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: root)["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: root) { live in
          try await live.subscribe("threads/\(thread)")
          try await root.delete("threads/\(thread)").expect(204)
          #expect(try await live.next()["data"]["data"]["change"].text == "deleted")
          let end = try await live.next()
          #expect(end["type"].text == "unsubscribed" && end["reason"].text == "ended")
        }
      }
    }
  }

  @Test("who looks at a thread sees who else does, who types, and who has gone")
  func presence() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let topic = "presence/threads/\(try await forum.thread(by: ada)["id"].text)"
      try await forum.listening { port in
        try await LiveClient.open(port, as: ada) { live in
          try await live.subscribe(topic)
          #expect(try await live.next("presence")["members"].items.map { $0["handle"].text } == ["ada"])
          try await LiveClient.open(port, as: bob) { other in
            try await other.subscribe(topic)
            #expect(try await live.next("presence")["count"].number == 2)
            try await other.say(#"{"type":"typing","topic":"\#(topic)"}"#)
            while try await live.next("presence")["members"][1]["typing"].flag == false {}
          }
          #expect(try await live.next("presence")["members"].items.map { $0["handle"].text } == ["ada"])
        }
      }
    }
  }

  @Test("who looks at a thread twice is there until both have gone")
  func presenceTwice() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let topic = "presence/threads/\(try await forum.thread(by: ada)["id"].text)"
      try await forum.listening { port in
        try await LiveClient.open(port, as: bob) { live in
          try await live.subscribe(topic)
          try await LiveClient.open(port, as: ada) { first in
            try await first.subscribe(topic)
            while try await live.next("presence")["count"].number != 2 {}
            try await LiveClient.open(port, as: ada) { second in
              try await second.subscribe(topic)
              _ = try await second.next("presence")
              try await second.say(#"{"type":"unsubscribe","topic":"\#(topic)"}"#)
              _ = try await second.next("unsubscribed")
            }
            try await first.say(#"{"type":"typing","topic":"\#(topic)"}"#)
            var members: [JSON] = []
            repeat { members = try await live.next("presence")["members"].items } while members.first?["typing"].flag != true
            #expect(members.map { $0["handle"].text } == ["ada", "bob"])
          }
          var members: [JSON] = []
          repeat { members = try await live.next("presence")["members"].items } while members.count != 1
          #expect(members[0]["handle"].text == "bob")
        }
      }
    }
  }
}
