import ForumKernel
import HTTPTypes

extension Call {
  /// The versions that the client has seen; whatever there is without `If-Match`. For DELETE, where nothing of somebody else's is overwritten.
  func optionalIfMatch() throws(AppError) -> VersionMatch { head.headerFields[.ifMatch] == nil ? .any : try ifMatch() }
}
