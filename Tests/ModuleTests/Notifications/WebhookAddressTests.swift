import ForumKernel
import Testing

@testable import Notifications

@Suite("Addresses of webhooks") struct WebhookAddressTests {
  private func faults(_ text: String, _ rules: WebhookRules = WebhookRules()) -> [String] {
    do throws(AppError) {
      try rules.check(try WebhookURL(text))
      return []
    } catch {
      return error.faults.map(\.code)
    }
  }

  @Test(
    "an address with one reading, over TLS, of a machine that everybody can reach is taken",
    arguments: [
      "https://hooks.example.org", "https://hooks.example.org/a/b?c=d%20e", "https://HOOKS.Example.org:8443/x", "https://8.8.8.8/x",
      "https://[2606:4700::1111]/x", "https://xn--bcher-kva.example/x", "https://a.example.org:1024/", "https://example.org?x=1",
    ])
  func taken(_ text: String) { #expect(faults(text).isEmpty) }

  @Test(
    "what leads inside, or is read in two ways, is refused before anything is asked",
    arguments: [
      // Numbers that some take for 127.0.0.1.
      "https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0177.0.0.1/", "https://127.1/",
      "https://127.0.1/", "https://0/", "https://0.0.0.0/", "https://127.0.0.1./", "https://１２７.0.0.1/", "https://example.org.0x7f/",
      "https://1.2.3.4.5/", "https://08.8.8.8/", "https://256.1.1.1/", "https://example.123/",
      // IPv6 and what is wrapped in it.
      "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::ffff:8.8.8.8]/",
      "https://[::127.0.0.1]/",
      "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::1]/", "https://[2002:7f00:1::]/", "https://[2001::1]/", "https://[fe80::1]/",
      "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[fd12:3456::1]/", "https://[fec0::1]/", "https://[ff02::1]/",
      "https://[2001:db8::1]/", "https://[3fff::1]/", "https://[100::1]/", "https://[::1", "https://[]/", "https://[1::2::3]/", "https://[12345::]/",
      // Networks that are nobody's or somebody's own.
      "https://10.0.0.1/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
      "https://100.64.0.1/", "https://192.0.0.1/", "https://192.0.2.1/", "https://198.51.100.7/", "https://203.0.113.9/", "https://198.18.0.1/",
      "https://192.88.99.1/", "https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/",
      // Names of one's own network, and no names.
      "https://localhost/", "https://LOCALHOST/", "https://a.localhost/", "https://intranet/", "https://printer.local/",
      "https://metadata.google.internal/", "https://nas.lan/", "https://1.168.192.in-addr.arpa/", "https://example.org./", "https://.example.org/",
      "https://exa_mple.org/", "https://-a.example.org/", "https:///path", "https://", "https://%31%32%37.0.0.1/", "https://exam%70le.org/",
      "https://bücher.example/",
      // Other schemes, names, ports and tricks.
      "http://hooks.example.org/", "ftp://hooks.example.org/", "file:///etc/passwd", "gopher://hooks.example.org/", "hooks.example.org",
      "//hooks.example.org/", "javascript:alert(1)", "https://user@hooks.example.org/", "https://user:word@hooks.example.org/",
      "https://hooks.example.org@127.0.0.1/", "https://127.0.0.1#@hooks.example.org/", "https://127.0.0.1\\@hooks.example.org/",
      "https://hooks.example.org\\.evil.example/", "https://hooks.example.org/#part", "https://hooks.example.org:22/",
      "https://hooks.example.org:25/",
      "https://hooks.example.org:80/", "https://hooks.example.org:6379/", "https://hooks.example.org:5432/", "https://hooks.example.org:0/",
      "https://hooks.example.org:65536/", "https://hooks.example.org:/", "https://hooks.example.org:+443/", "https://hooks.example.org:443:443/",
      "https://hooks.example.org/ x", "https://hooks.example.org/\r\nHost: a", "https://hooks.example.org/\u{0}", " https://hooks.example.org/", "",
      "https:hooks.example.org", "https:/hooks.example.org",
    ])
  func refused(_ text: String) { #expect(!faults(text).isEmpty, "\(text) was taken") }

  @Test("the operator may allow the networks of this machine, and hosts without TLS; never what is link-local or for many")
  func local() throws {
    let rules = WebhookRules(plainHosts: ["127.0.0.1", "hooks.internal"], allowsPrivate: true)
    for text in ["http://127.0.0.1:8080/", "https://127.0.0.1:8080/", "https://10.1.2.3/", "https://[::1]:8080/", "https://intranet/x"] {
      #expect(faults(text, rules).isEmpty, "\(text)")
    }
    #expect(faults("http://hooks.internal/", rules).isEmpty)
    for text in ["http://localhost:8080/", "https://169.254.169.254/", "https://0.0.0.0/", "https://224.0.0.1/", "https://127.0.0.1:22/"] {
      #expect(!faults(text, rules).isEmpty, "\(text)")
    }
    #expect(faults("http://127.0.0.1:8080/") == ["scheme", "host"])
  }

  @Test("an address that is set has a path and query by RFC 3986, which every client asks as they are")
  func paths() throws {
    for text in ["https://example.org/%zz", "https://example.org/100%", "https://example.org?a=[b]", "https://example.org/a%2"] {
      #expect(throws: AppError.self, "\(text)") { try WebhookURL(text).checkPath() }
    }
    for text in ["https://example.org", "https://example.org/a%2Fb?c=%5Bd%5D&e", "https://[2606:4700::1111]/x"] {
      try WebhookURL(text).checkPath()
    }
  }

  @Test("an address says the same however it was written, with the scheme, host and port that are asked")
  func parts() throws {
    let url = try WebhookURL("HTTPS://Hooks.Example.ORG:8443?a=B")
    #expect(url.text == "https://hooks.example.org:8443/?a=B" && url.host == "hooks.example.org" && url.port == 8443 && url.isSecure)
    #expect(try WebhookURL("https://[2606:4700:0:0::1111]/x").text == "https://[2606:4700:0:0::1111]/x")
    #expect(try WebhookURL("https://[2606:4700:0:0::1111]/x").address == IPAddress(v6: "2606:4700::1111"))
    #expect(IPAddress(v6: "::ffff:1.2.3.4")?.bytes.suffix(6) == [255, 255, 1, 2, 3, 4])
    #expect(IPAddress(v6: "1:2:3:4:5:6:7:8")?.description == "1:2:3:4:5:6:7:8")
    for text in ["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:::2", ":1", "1:2:3:4:5:6:7::8:9", "g::", "::1.2.3", "::+1"] {
      #expect(IPAddress(v6: text) == nil, "\(text)")
    }
  }
}
