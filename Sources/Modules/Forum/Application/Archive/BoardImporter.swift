import ForumKernel

/// Makes categories of an archive's boards, inside one transaction.
struct BoardImporter {
  let records: ImportRecords
  private var tx: any ForumTransaction { records.tx }

  init(records: ImportRecords) { self.records = records }

  func take(_ board: ArchiveBoard) throws -> ImportOutcome {
    if try records.find(.category, board.id) != nil { return .known }
    _ = try category(of: board)
    return records.created
  }

  /// The category that this board became: one of the same address, or a new one.
  func category(of board: ArchiveBoard) throws -> CategoryID {
    if let known = try records.find(.category, board.id) { return ID(known) }
    let draft = CategoryDraft(
      name: records.cut(board.name, to: ForumLimits.categoryNameLengthMax, "the board's name"), slug: board.slug,
      description: records.cut(board.description, to: ForumLimits.categoryDescriptionLengthMax, "the board's description"))
    if let slug = board.slug, slug != draft.slug { records.change("its address is \(draft.slug) here") }
    let id = try existing(draft, isWhole: board.slug != nil) ?? make(draft)
    try records.remember(.category, board.id, as: id.raw)
    return id
  }

  /// The category that every forum begins with becomes what a whole description of it says, as long as nobody has changed it.
  private func existing(_ draft: CategoryDraft, isWhole: Bool) throws -> CategoryID? {
    guard var category = try tx.category(slug: draft.slug) else { return nil }
    if isWhole && category.version == 1 && category.isAs(.first) && !category.isAs(draft) {
      category.change(to: draft, now: tx.now)
      try tx.update(category)
      try tx.emit(CategoryChanged(categoryID: category.id, change: .edited))
    } else if isWhole ? !category.isAs(draft) : category.name.lowercased() != draft.name.lowercased() {
      records.change("the board \(draft.name) goes into the category \(category.name), which has its address and stays as it is")
    }
    return category.id
  }

  private func make(_ draft: CategoryDraft) throws -> CategoryID {
    let category = Category(id: tx.newID(), draft: draft, createdAt: tx.now, updatedAt: tx.now, version: 1)
    try tx.insert(category)
    try tx.emit(CategoryChanged(categoryID: category.id, change: .created))
    return category.id
  }
}
