public import ForumKernel

/// What no engine stores as text.
public enum SQLText {
  /// A text with U+0000: every engine answers it so.
  public static let notStorable = AppError(.invalid, "text_not_storable", "A text holds a character that can't be stored: U+0000.")
}
