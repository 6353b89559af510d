import GRPCProto
import SwiftProtobuf
import Testing

@testable import GRPCAPI

@Suite struct ImportMessagesTests {
  @Test("a message names its source whatever else is wrong with it, unless the name breaks the rules")
  func source() {
    func source(_ name: String) -> String? { Forumlite_V1_ImportMessagesRequest.with { ($0.source, $0.postedAt) = (name, "never") }.readableSource }
    #expect(source("list") == "list" && source("") == nil && source(String(repeating: "x", count: 201)) == nil)
  }

  @Test("what is told of skipped messages is short, however long their ids are")
  func reasons() {
    var summary = Forumlite_V1_ImportMessagesResponse()
    summary.skip("m1", "posted_at: This is required.")
    for _ in 0..<50 { summary.skip(String(repeating: "é", count: 900_000), String(repeating: "why ", count: 900_000)) }
    #expect(summary.skipped == 51 && summary.reasons.count == 20)
    #expect(summary.reasons[0] == "m1: posted_at: This is required.")
    #expect(summary.reasons[1].hasPrefix("éé") && summary.reasons.allSatisfy { $0.unicodeScalars.count <= 1204 })
  }

  @Test("what is new and not as it was is counted once, and the first changes are told")
  func changes() {
    var summary = Forumlite_V1_ImportMessagesResponse()
    summary.create("m1", [])
    for number in 2...30 { summary.create("m\(number)", ["the subject was cut", "a tag was left out"]) }
    #expect(summary.created == 30 && summary.changed == 29 && summary.skipped == 0)
    #expect(summary.changes.count == 20 && summary.changes.prefix(2) == ["m2: the subject was cut", "m2: a tag was left out"])
  }
}
