import Testing

@testable import SearchFacade

@Suite("Facade filters") struct FacadeFilterTests {
  private static let document: FacadeJSON = [
    "id": 7, "name": "Ada Lovelace", "born": 1815, "score": .decimal(9.5), "tags": ["Maths", "poetry"], "alive": false, "spouse": .null, "note": "",
    "house": ["city": "London", "rooms": 12], "children": [["name": "Byron"], ["name": "Anne"]],
  ]

  private func admits(_ filter: String) throws -> Bool { try FilterParser.parse(filter)?.admits(Self.document) ?? true }

  @Test(
    "what holds of the document is admitted",
    arguments: [
      "id = 7", "name = 'ada lovelace'", "name = \"ADA LOVELACE\"", "born != 1900", "born > 1800 AND born < 1900", "born >= 1815", "born <= 1815",
      "score = 9.5", "born 1800 TO 1900", "tags = maths", "tags IN [x, poetry]", "tags NOT IN [x, y]", "alive = false", "NOT alive = true",
      "spouse IS NULL", "spouse EXISTS", "note IS EMPTY", "name IS NOT EMPTY", "name IS NOT NULL", "missing NOT EXISTS", "NOT missing EXISTS",
      "house.city = london", "house.rooms > 10", "children.name = byron", "(born = 1 OR born = 1815) AND NOT (id = 8)", "id=7 AND(born=1815)",
      "id = 8 AND id = 9 OR id = 7", "name != 'o\\'hara'", "   ",
    ])
  func admitted(filter: String) throws { #expect(try admits(filter)) }

  @Test(
    "what does not hold is not",
    arguments: [
      "id = 8", "born > 1815", "tags = math", "tags IN []", "spouse IS NOT NULL", "missing EXISTS", "missing = 1", "id = 7 AND (id = 8 OR id = 9)",
      "NOT NOT id = 8", "born 1816 TO 1900", "name > 3",
    ])
  func refusedByTheDocument(filter: String) throws { #expect(try !admits(filter)) }

  @Test(
    "what is no filter is refused with Meilisearch's code",
    arguments: [
      "id", "id =", "= 7", "id = 7 XOR id = 8", "(id = 7", "id = 'open", "id IN 7", "id IN [7", "id > seven", "id & 7", "AND", "_geo = 3", "id IS",
      "id 1 TO",
      "deep",
    ])
  func malformed(filter: String) {
    let filter = filter == "deep" ? String(repeating: "(", count: 5000) : filter
    let error = #expect(throws: FacadeError.self) { try FilterParser.parse(filter) }
    #expect(error?.code == "invalid_search_filter" && error?.status == 400)
  }

  @Test("arrays are all of any of")
  func arrays() throws {
    let filter = try FilterNode.from(["born > 1800", ["id = 8", "id = 7"]], code: "c")
    #expect(filter?.admits(Self.document) == true)
    #expect(try FilterNode.from([["id = 8"], "id = 7"], code: "c")?.admits(Self.document) == false)
    #expect(try FilterNode.from([], code: "c") == nil)
    #expect(throws: FacadeError.self) { try FilterNode.from(.int(3), code: "c") }
  }
}
