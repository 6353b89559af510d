import Testing

@testable import SearchFacade

@Suite("Facade ranking") struct FacadeRankingTests {
  @Test("typos are forgiven by the length of the word, and a wrong first letter counts two")
  func typos() async throws {
    try await FacadeBench.run { bench in
      try await bench.add(["phone", "two", "saturday", "wonderful"])
      for (typed, found) in [
        ("phnoe ", [1]), ("tow ", []), ("satuday ", [3]), ("caturday ", []), ("sutuday ", []), ("wondreful ", [4]), ("wonfderfl ", [4]),
        ("vonderful ", [4]), ("vondreful ", []),
      ] { #expect(try await bench.find(typed) == found, "\(typed)") }
    }
  }

  @Test("words written together or apart are found")
  func joining() async throws {
    try await FacadeBench.run { bench in
      try await bench.add(["sunflower", "sun flower", "sun moon flower"])
      #expect(try await bench.find("sunflower ") == [1, 2])
      #expect(try await bench.find("sun flower ") == [2, 3, 1])
    }
  }

  @Test(
    "the rules decide one after the other",
    arguments: [
      // More of the words before fewer.
      ("red loom ", ["red", "loom red"], [2, 1]),
      // No typo before one.
      ("purple ", ["purplo", "purple"], [2, 1]),
      // Near before far, in order before reversed.
      ("red loom ", ["red big loom", "loom red", "red loom"], [3, 1, 2]),
      // Near the beginning before further on, as far as it stands in the query.
      ("loom ", ["a b c d loom", "loom"], [2, 1]),
      // The whole attribute before its beginning.
      ("red loom ", ["red loom here", "red loom"], [2, 1]),
      // The word before what it begins.
      ("loo", ["loom", "loo"], [2, 1]),
    ])
  func rules(query: String, texts: [String], found: [Int]) async throws {
    try await FacadeBench.run { bench in
      try await bench.add(texts)
      #expect(try await bench.find(query) == found)
    }
  }

  @Test("the attributes of the settings are searched, the first one weighing most")
  func attributes() async throws {
    try await FacadeBench.run { bench in
      try await bench.change("PATCH", "/indexes/i/settings", ["searchableAttributes": ["title", "body"]])
      try await bench.change(
        "POST", "/indexes/i/documents",
        [["id": 1, "title": "a", "body": "loom"], ["id": 2, "title": "loom", "body": "b"], ["id": 3, "other": "loom"]])
      #expect(try await bench.find("loom") == [2, 1])
      #expect(try await bench.find("loom", ["attributesToSearchOn": ["body"]]) == [1])
      try await bench.change("PUT", "/indexes/i/settings/searchable-attributes", ["other"])
      #expect(try await bench.find("loom") == [3])
    }
  }

  @Test("stop words, synonyms, phrases and exclusions do what they are for")
  func words() async throws {
    try await FacadeBench.run { bench in
      try await bench.change("PATCH", "/indexes/i/settings", ["stopWords": ["the"], "synonyms": ["car": ["automobile", "motor vehicle"]]])
      try await bench.add(["the automobile", "a motor vehicle", "vehicle motor", "the red car", "red wine"])
      #expect(try await bench.find("car ").sorted() == [1, 2, 4])
      #expect(try await bench.find("the ").count == 5)
      #expect(try await bench.find("\"motor vehicle\"") == [2])
      #expect(try await bench.find("red -car") == [5])
      #expect(try await bench.find("vehicle -\"motor vehicle\"") == [3])
    }
  }

  @Test("where words may not be dropped, all must be there")
  func strategy() async throws {
    try await FacadeBench.run { bench in
      try await bench.add(["red loom", "red", "loom"])
      #expect(try await bench.find("red loom ") == [1, 2])
      #expect(try await bench.find("red loom ", ["matchingStrategy": "all"]) == [1])
    }
  }
}
