import Admin
import Auth
import ForumKernel
import ForumRuntime
import Support
import Testing

@Suite("The first administrator") struct ClaimJourneys {
  private func account(_ handle: String, _ token: String) -> [String: String] {
    ["token": token, "handle": handle, "email": "\(handle)@example.org", "password": "a long pass phrase for \(handle)"]
  }

  @Test("the link makes one administrator and is used up")
  func once() async throws {
    try await withForum { forum in
      let token = try #require(try await forum.application.auth.claimForum.makeOffer(for: forum.application.defaultTenant.id))
      try await forum.visitor.post("auth/claim", account("eve", String(token.reversed()))).expect(403, "claim_invalid")
      // A mistake in the form does not use it up.
      try await forum.visitor.post("auth/claim", account("a b", token)).expect(422, "validation_failed")
      let made = try await forum.visitor.post("auth/claim", account("root", token)).expect(201)
      #expect(made.data["roles"].items.map(\.text).contains("admin"))
      try await forum.visitor.post("auth/claim", account("eve", token)).expect(403, "claim_invalid")
      try await forum.signIn("root", "a long pass phrase for root").get("admin/jobs").expect(200)
      #expect(try await forum.application.auth.claimForum.makeOffer(for: forum.application.defaultTenant.id) == nil)
    }
  }

  @Test("of many who use it at once one becomes administrator")
  func race() async throws {
    try await withForum { forum in
      let token = try #require(try await forum.application.auth.claimForum.makeOffer(for: forum.application.defaultTenant.id))
      let statuses = try await withThrowingTaskGroup { group in
        for n in 0..<8 { group.addTask { try await forum.visitor.post("auth/claim", account("user\(n)", token)).status } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 201 } == 1 && statuses.allSatisfy { [201, 403, 409].contains($0) })
    }
  }

  @Test("it ends after its time, when a new one is made, and when somebody became administrator otherwise")
  func over() async throws {
    try await withForum { forum in
      let (claim, tenant) = (forum.application.auth.claimForum, forum.application.defaultTenant.id)
      let first = try #require(try await claim.makeOffer(for: tenant))
      let second = try #require(try await claim.makeOffer(for: tenant))
      try await forum.visitor.post("auth/claim", account("root", first)).expect(403, "claim_invalid")
      forum.clock.advance(seconds: 86_400)
      try await forum.visitor.post("auth/claim", account("root", second)).expect(403, "claim_invalid")
      let third = try #require(try await claim.makeOffer(for: tenant))
      _ = try await forum.administrator()
      try await forum.visitor.post("auth/claim", account("eve", third)).expect(409, "claimed_already")
    }
  }
}
