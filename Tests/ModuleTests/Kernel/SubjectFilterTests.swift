import ForumKernel
import Testing

@Suite struct SubjectFilterTests {
  @Test(
    "a filter matches token by token",
    arguments: [
      ("a.b.c", "a.b.c", true), ("a.b.c", "a.b", false), ("a.b", "a.b.c", false), ("a.*.c", "a.b.c", true), ("a.*", "a.b.c", false),
      ("*.*", "a.b", true), ("a.>", "a.b.c", true), ("a.>", "a", false), (">", "a", true), ("a.b", "a.bb", false), ("*", "", false),
    ])
  func matching(filter: String, subject: String, isMatch: Bool) throws {
    #expect(try #require(SubjectFilter(filter)).matches(subject) == isMatch)
  }

  @Test("empty tokens and a > that is not last are refused", arguments: ["", "a..b", ".a", "a.", "a.>.b"])
  func refused(filter: String) {
    #expect(SubjectFilter(filter) == nil)
  }
}
