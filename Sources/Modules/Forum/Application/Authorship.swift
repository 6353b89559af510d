import ForumKernel

extension Principal {
  /// Throws `forbidden` (`not_author`) unless the principal wrote it or moderates.
  func requireAuthorOrModerator(_ author: UserID?) throws(AppError) {
    let user = try requireUser()
    guard user == author || may(.forumModerate) else {
      throw AppError(.forbidden, "not_author", "Only its author or a moderator may change this.")
    }
  }

  /// Throws `forbidden` unless the principal moderates, or wrote it (`not_author`) and may change what is their own.
  func requireAuthorship(of author: UserID?, _ resource: @autoclosure () -> AccessResource) throws(AppError) {
    try requireAuthorOrModerator(author)
    if !may(.forumModerate) { try require(.contentEdit, on: resource()) }
  }
}
