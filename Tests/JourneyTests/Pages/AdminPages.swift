import Support
import Testing

@Suite("Administrators at a browser without scripts") struct AdminPages {
  @Test("a job is asked to run; the server's charts are for operators alone")
  func server() async throws {
    try await withForum { forum in
      let root = try await forum.administratorBrowser()
      let overview = try await root.open("/admin")
      #expect(overview.text.contains("<svg") && overview.text.contains("Every consumer handles what it gets."))
      #expect(try await root.open("/admin/charts").text.contains("99 of 100 within"))
      let jobs = try await root.open("/admin/jobs")
      let name = String(try #require(jobs.text.firstMatch(of: /name="run" value="([^"]+)/)).1)
      #expect(try await root.submit("/admin/jobs", ["run": name]).text.contains("It was asked to run."))
      let ada = try await forum.signedUpBrowser("ada")
      #expect(try await ada.open("/admin/charts").status == 404)
      #expect(try await !ada.open("/admin").text.contains("<svg"))
      #expect(try await ada.open("/admin/jobs").status == 403)
    }
  }

  @Test("a role of the forum's own is made, given, taken and deleted")
  func roles() async throws {
    try await withForum { forum in
      let root = try await forum.administratorBrowser()
      _ = try await forum.member("ada")
      let made = try await root.submit("/admin/roles", ["name": "helper", "description": "Helps.", "permission": "forum.moderate"])
      #expect(made.text.contains("<b>helper</b>") && made.text.contains("Helps."))
      #expect(try await root.submit("/admin/members", ["act": "grant", "handle": "ada", "role": "helper"]).text.contains("helper"))
      let taken = try await root.submit("/admin/members", ["act": "revoke", "handle": "ada", "role": "helper"])
      #expect(taken.text.contains(">ada</a> has now: member."))
      #expect(try await root.submit("/admin/roles", ["remove": "admin"]).status == 409)
      #expect(try await !root.submit("/admin/roles", ["remove": "helper"]).text.contains("<b>helper</b>"))
      #expect(try await root.open("/admin/audit?action=role").text.contains("<b>role.grant</b>"))
    }
  }

  @Test("somebody who waits is let in; an invitation leads to the form for signing up")
  func admission() async throws {
    try await withForum(["registration.approval": "true"]) { forum in
      let root = try await forum.administratorBrowser()
      let ada = forum.browser()
      let fields = ["handle": "ada", "email": "ada@example.org", "password": BrowserPassword.text]
      #expect(try await ada.submit("/account/sign-up", fields).text.contains("role=\"alert\""))
      #expect(try await root.open("/admin/members").text.contains("@ada"))
      #expect(try await root.submit("/admin/members", ["act": "approve", "handle": "ada"]).text.contains("Nobody waits."))
      #expect(try await ada.submit("/account/sign-in", ["login": "ada", "password": BrowserPassword.text]).path == "/")
      let invited = try await root.submit("/admin/members", ["act": "invite"])
      let link = String(try #require(invited.text.firstMatch(of: /<code>(\/account\/sign-up\?invitation=[^<]+)<\/code>/)).1)
      #expect(try await forum.browser().open(link).text.contains("name=\"invitation\" value=\"flt1_"))
    }
  }

  @Test("a tenant is made, suspended and serves again")
  func tenants() async throws {
    try await withForum { forum in
      let root = try await forum.administratorBrowser()
      #expect(try await root.submit("/admin/tenants", ["slug": "No Good", "name": "x"]).status == 422)
      #expect(try await root.submit("/admin/tenants", ["slug": "guild", "name": "The guild", "hosts": ""]).text.contains("The guild"))
      try await forum.isServing("guild")
      #expect(try await root.submit("/admin/tenants", ["act": "suspend", "slug": "guild"]).text.contains("Let it serve again"))
      #expect(try await root.submit("/admin/tenants", ["act": "resume", "slug": "guild"]).text.contains(">Suspend</button>"))
    }
  }
}
