/// What a Meilisearch server says.
enum FakeMeilisearch {
  /// What a healthy server with an index as the forum wants it says, and `other` where it has something to say.
  static func healthy(_ other: @escaping ScriptedServer.Answer) -> ScriptedServer.Answer {
    { line in
      if let answer = other(line) { return answer }
      if line.hasPrefix("GET /indexes/forum/settings") { return ScriptedServer.json("200 OK", settings) }
      if line.hasPrefix("GET /indexes/forum/documents/") {
        return ScriptedServer.json("200 OK", #"{"key":"checkpoint","checkpoint":"e-1","is_refilling":false}"#)
      }
      if line.hasPrefix("GET /indexes/forum ") { return ScriptedServer.json("200 OK", #"{"uid":"forum","primaryKey":"key"}"#) }
      if line.hasPrefix("POST /indexes/forum/documents") { return ScriptedServer.json("202 Accepted", #"{"taskUid":7,"status":"enqueued"}"#) }
      return nil
    }
  }

  private static let settings = """
    {"searchableAttributes":["title","body"],"filterableAttributes":["tenant","id","kind","thread_id","category_id","author","tags","created_at"],\
    "sortableAttributes":["created_at","id"],"rankingRules":["sort","words","typo","proximity","attribute","exactness","created_at:desc"],\
    "typoTolerance":{"disableOnNumbers":true},"faceting":{"maxValuesPerFacet":1000},"pagination":{"maxTotalHits":1000}}
    """
}
