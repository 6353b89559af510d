import Forum
public import ForumKernel

/// Mail of an mbox file. Threads come from `In-Reply-To` and `References`.
public struct MailboxReader: ArchiveReader {
  /// Clocks of senders may be ahead by so much.
  private static let futureSeconds: Int64 = 86_400

  private var splitter: MailboxSplitter
  private let board: String
  private let now: Timestamp

  /// `board` is where new threads go. A date that lies after `now` is not believed.
  public init(path: String, board: String, now: Timestamp) throws {
    splitter = try MailboxSplitter(path: path)
    self.board = board
    self.now = now
  }

  public var progress: (done: Int64, total: Int64) { (splitter.done, splitter.lines.size) }

  public mutating func next() throws -> ArchiveRecord? {
    guard let piece = try splitter.next() else { return nil }
    switch piece {
    case .stray(let line):
      return ArchiveRecord(place: place(line), item: .failure(SkippedRecord(reason: "text before the first message")))
    case .mail(let mail): return record(of: mail)
    }
  }

  private func place(_ line: Int) -> ArchivePlace { ArchivePlace(file: splitter.lines.path, line: line) }

  private func record(of mail: RawMail) -> ArchiveRecord {
    guard let bytes = mail.bytes else {
      let reason = "the message is longer than \(ImportLimits.mailBytesMax >> 20) MiB"
      return ArchiveRecord(place: place(mail.line), item: .failure(SkippedRecord(reason: reason)))
    }
    let (headers, rest) = MailHeaders.split(bytes[...])
    let body = MailBody(headers, rest)
    let text = body.text
    var changes = body.changes
    guard text.body.count <= ForumLimits.importedBodyLengthMax else {
      let reason = "the body is longer than \(ForumLimits.importedBodyLengthMax) characters"
      return ArchiveRecord(place: place(mail.line), item: .failure(SkippedRecord(reason: reason)))
    }
    guard let date = date(headers, mail, &changes) else {
      return ArchiveRecord(place: place(mail.line), item: .failure(SkippedRecord(reason: "it has no date")))
    }
    let id = MailID.own(headers.plain("message-id"))
    if id == nil { changes.append("no Message-ID: it is known by what it says") }
    let references = MailID.all(in: headers.plain("references")).reversed()
    let answered = MailID.all(in: headers.plain("in-reply-to"))
    var seen: Set<String> = []
    let message = ArchiveMessage(
      id: id ?? MailID.made(of: bytes), board: board, threadID: nil, parents: (answered + references).filter { seen.insert($0).inserted },
      author: headers.raw("from").flatMap { MailAddress($0)?.author }, postedAt: date, subject: PlainText.collapsed(headers.text("subject") ?? ""),
      tags: [], text: text)
    return ArchiveRecord(place: place(mail.line), item: .success(.message(message)), changes: changes)
  }

  /// The sender's date, or the one of the `From ` line when that is missing or cannot be.
  private func date(_ headers: MailHeaders, _ mail: RawMail, _ changes: inout [String]) -> Timestamp? {
    let written = headers.plain("date")
    let latest = now.adding(seconds: Self.futureSeconds)
    if let date = written.flatMap(MailDate.parse), date.milliseconds >= 0, date <= latest { return date }
    guard let date = mail.envelopeDate, date.milliseconds >= 0, date <= latest else { return nil }
    changes.append(written == nil ? "no Date: the one of the From line is taken" : "the Date cannot be: the one of the From line is taken")
    return date
  }
}
