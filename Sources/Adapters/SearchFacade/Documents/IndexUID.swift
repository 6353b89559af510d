/// Names of indexes.
enum IndexUID {
  static let bytesMax = 512

  static func isUsable(_ uid: some StringProtocol) -> Bool {
    !uid.isEmpty && uid.utf8.count <= bytesMax && uid.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }

  /// Throws `invalid_index_uid`.
  static func check(_ uid: String) throws(FacadeError) {
    guard !isUsable(uid) else { return }
    throw FacadeError(
      "invalid_index_uid",
      """
      `\(uid)` is not a valid index uid. Index uid can be an integer or a string containing only alphanumeric characters, hyphens \
      (-) and underscores (_), and can not be more than 512 bytes.
      """
    )
  }
}
