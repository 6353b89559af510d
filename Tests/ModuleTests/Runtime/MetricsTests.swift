import Testing

@testable import ForumRuntime

@Suite("Metrics") struct MetricsTests {
  @Test("counters, gauges and histograms are shown in Prometheus' format") func textIsPrometheus() async {
    let registry = MetricsRegistry()
    let http = HTTPMetrics(registry)
    http.record(route: "/api/v1/threads/{id}", method: "GET", status: 200, duration: .milliseconds(3))
    http.record(route: "/api/v1/threads/{id}", method: "GET", status: 200, duration: .seconds(60))
    registry.gauge("forum_test_depth", "What waits.\nIn lines.") { 7 }
    registry.gauge("forum_test_unknown", "Not known now.") { nil }
    registry.gauge("forum_test_letters", "By consumer.", label: "consumer") { ["search": 2, "mail": 0] }
    let text = await registry.text()
    #expect(text.contains("# TYPE forum_http_requests_total counter\n"))
    #expect(text.contains(#"forum_http_requests_total{route="/api/v1/threads/{id}",method="GET",status="200"} 2"# + "\n"))
    #expect(text.contains(#"forum_http_request_seconds_bucket{route="/api/v1/threads/{id}",le="0.0025"} 0"# + "\n"))
    #expect(text.contains(#"forum_http_request_seconds_bucket{route="/api/v1/threads/{id}",le="0.005"} 1"# + "\n"))
    #expect(text.contains(#"forum_http_request_seconds_bucket{route="/api/v1/threads/{id}",le="+Inf"} 2"# + "\n"))
    #expect(text.contains(#"forum_http_request_seconds_count{route="/api/v1/threads/{id}"} 2"# + "\n"))
    #expect(text.contains("# HELP forum_test_depth What waits.\\nIn lines.\n# TYPE forum_test_depth gauge\nforum_test_depth 7\n"))
    #expect(!text.contains("forum_test_unknown"))
    #expect(text.contains("# TYPE forum_test_letters gauge\nforum_test_letters{consumer=\"mail\"} 0\nforum_test_letters{consumer=\"search\"} 2\n"))
    #expect(text.contains("\nprocess_resident_memory_bytes ") && text.contains("\nprocess_open_fds "))
  }

  @Test("label values are escaped") func labelsAreEscaped() async {
    let registry = MetricsRegistry()
    registry.counter("forum_test_total", "A test.", labels: ["said"]).labeled("a\"b\\c\nd").add(3)
    #expect(await registry.text().contains(#"forum_test_total{said="a\"b\\c\nd"} 3"# + "\n"))
  }

  @Test("label values that never end share one series") func seriesAreBounded() async {
    let family = MetricsRegistry().counter("forum_test_total", "A test.", labels: ["id"])
    for id in 0..<3000 { family.labeled(String(id)).add() }
    let series = family.snapshot
    #expect(series.count == 1001)
    #expect(series.first { $0.values == ["other"] }?.metric.value == 2000)
  }

  @Test("nothing is lost when many count at once") func countingIsAtomic() async {
    let registry = MetricsRegistry()
    let http = HTTPMetrics(registry)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<500 { http.record(route: "/", method: "GET", status: 200, duration: .milliseconds(1)) } }
      }
    }
    let text = await registry.text()
    #expect(text.contains(#"forum_http_requests_total{route="/",method="GET",status="200"} 4000"#))
    #expect(text.contains(#"forum_http_request_seconds_count{route="/"} 4000"#))
  }
}
