/// Reads the members of a request's body by their types; null is as good as absent.
struct RequestMembers {
  let body: FacadeJSON

  init(_ body: FacadeJSON) { self.body = body }

  subscript(name: String) -> FacadeJSON? { body[name].flatMap { $0 == .null ? nil : $0 } }

  func text(_ name: String, _ code: String) throws(FacadeError) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.text else { throw .wrongType(name, expected: "a string", value, code) }
    return text
  }

  func count(_ name: String, _ code: String) throws(FacadeError) -> Int? {
    guard let value = self[name] else { return nil }
    guard let number = value.integer, number >= 0 else { throw .wrongType(name, expected: "a positive integer", value, code) }
    return min(number, FacadeLimits.limitMax)
  }

  func flag(_ name: String, _ code: String) throws(FacadeError) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let flag = value.flag else { throw .wrongType(name, expected: "a boolean", value, code) }
    return flag
  }

  func texts(_ name: String, _ code: String) throws(FacadeError) -> [String]? {
    guard let value = self[name] else { return nil }
    guard let texts = value.texts else { throw .wrongType(name, expected: "an array", value, code) }
    return texts
  }
}
