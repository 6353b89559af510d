import Forum
public import ForumWiring

/// Which files members may upload, and how many.
public struct AttachmentSettings: Sendable {
  public init() {}

  public let types = Setting(
    "attachments.types", default: FileType.allCases.map(\.rawValue),
    "The types of files that are taken, as their bytes tell: \(FileType.allCases.map(\.rawValue).joined(separator: ", "))."
  ) { names in
    names.first { FileType(rawValue: $0) == nil }.map {
      "names of \(FileType.allCases.map(\.rawValue).joined(separator: ", ")), unlike “\($0)”"
    }
  }
  public let bytesMax = Setting("attachments.bytes_max", defaultBytes: 10 << 20, in: 1 << 10...1 << 30, "The largest file.")
  public let accountBytesMax = Setting(
    "attachments.account_bytes_max", defaultBytes: 1 << 30, in: 1 << 20...1 << 42, "What the files of one account may have together.")
  public let perDay = Setting("attachments.per_day", default: 200, in: 1...100_000, "How many files one account may upload within a day.")
  public let unusedMax = Setting(
    "attachments.unused_max", default: 40, in: 1...10_000, "How many uploads one account may have that no post uses.")
  public let orphansAfter = Setting(
    "attachments.orphans_after", default: .seconds(86_400), in: .seconds(60) ... .seconds(365 * 86_400),
    "After how long an upload goes that no post uses.")
}

extension AttachmentPolicy {
  init(_ settings: SettingSection<AttachmentSettings>) {
    self.init()
    types = Set(settings.types.compactMap { FileType(rawValue: $0) })
    bytesMax = Int64(settings.bytesMax)
    accountBytesMax = Int64(settings.accountBytesMax)
    perDay = Int64(settings.perDay)
    unusedMax = Int64(settings.unusedMax)
    orphansAfterSeconds = settings.orphansAfter.components.seconds
  }
}
