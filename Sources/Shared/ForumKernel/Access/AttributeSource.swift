/// Where conditions find the attributes that they compare.
public protocol AttributeSource: Sendable {
  /// nil for what is not there, and for a name that is none.
  subscript(_ name: String) -> AttributeValue? { get }
  /// Whether the attribute's value is not known yet, so that a condition on it is undecided.
  func isOpen(_ name: String) -> Bool
}

extension AttributeSource {
  public func isOpen(_ name: String) -> Bool { false }
}
