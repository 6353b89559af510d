import ArgumentParser
import ForumKernel
import Foundation
import Importers

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring in what another forum or mailing list holds.",
    discussion: """
      Authors, times and reply structure are kept. Each record is imported once, so an import that was cut can be repeated: it goes on where it was.
      Works beside a running server and without one. What is left out, or not kept as it was, is said with its place.
      """,
    subcommands: [JSONLines.self, Mailbox.self, StackExchange.self, Users.self])

  /// What every import takes.
  struct Options: ParsableArguments {
    @Option(help: "Write everything that was left out or changed into this file, one JSON object a line.") var report: String?
    @Flag(help: "Print the result as JSON.") var json = false
  }

  struct JSONLines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "jsonl", abstract: "Import messages, one JSON object a line, oldest first.",
      discussion: """
        Fields: id, board, kind (comment is one; board is a category, see below; anything else is a post), parent_id (null opens a thread), thread_id,
        author, author_id or author_key, posted_at (RFC 3339), subject, body, body_format (html, text or markdown), tags, edited_at, and locked and pinned
        (true or false) of what opens a thread. All but id, posted_at and body may be missing. A category is made when a post names it; a line of the kind
        board says more of it: board is what posts call it, id its address, subject its name, body its description. Only what opens a thread has a subject and
        tags here. `forum-lite export` writes all this.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: Options
    @Argument(help: "The file; - for standard input.") var file: String
    @Option(help: "Names where the ids come from; files of one source may refer to each other.") var source = "jsonl"
    @Option(help: "A file of {\"id\", \"name\"} lines that names the boards.") var boards: String?

    func run() async throws {
      try await ErrorReport.exiting {
        let reader = try JSONLinesReader(path: file, boardNames: try boards.map(BoardNames.read) ?? [:])
        try await ImportRun(source: source, options: options).take([reader], common)
      }
    }
  }

  struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "users", abstract: "Import accounts, one JSON object a line.",
      discussion: """
        Fields: handle, email, display_name, password_hash, created_at (RFC 3339). All but handle and email may be missing; other fields are ignored. A hash is
        one of bcrypt ($2a$, $2b$, $2y$), phpass ($P$, $H$) or Argon2id; its owner signs in with the old password, and the hash is made anew then. Without one
        the owner asks for a new password by mail. An account that an archive brought under the same handle, without a mail address, is given to its owner.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: Options
    @Argument(help: "The file; - for standard input.") var file: String
    @Option(help: "The tenant, when it is not the default one.") var tenant: String?

    func run() async throws {
      try await ErrorReport.exiting { try await AccountImportRun(tenant: tenant, options: options).take(try AccountsReader(path: file), common) }
    }
  }

  struct Mailbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "mbox", abstract: "Import mail from mbox files.",
      discussion: """
        Threads come from Message-ID, In-Reply-To and References, also when a reply comes before what it answers, or in another file. Of alternatives the
        plain text is taken, else HTML; attachments are left out.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: Options
    @Argument(help: "The files.") var files: [String]
    @Option(help: "The category of new threads.") var board = "Mail"
    @Option(help: "Names where the ids come from; files of one source may refer to each other.") var source = "mbox"

    func run() async throws {
      try await ErrorReport.exiting {
        let now = SystemClock().now
        let readers = try files.map { try MailboxReader(path: $0, board: board, now: now) }
        try await ImportRun(source: source, options: options).take(readers, common)
      }
    }
  }

  struct StackExchange: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stackexchange", abstract: "Import the dump of a Stack Exchange site.",
      discussion: """
        The directory holds Posts.xml, and Users.xml, Comments.xml and Votes.xml where there are any. Questions become threads, answers posts, and upward
        votes reactions without a name; accounts come without a password.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: Options
    @Argument(help: "The directory.") var directory: String
    @Option(help: "The category of the questions; the directory's name when missing.") var board: String?
    @Option(help: "Names where the ids come from; stackexchange: and the directory's name when missing.") var source: String?

    func run() async throws {
      try await ErrorReport.exiting {
        let name = URL(fileURLWithPath: directory).lastPathComponent
        let reader = try StackExchangeReader(directory: directory, board: board ?? name)
        for file in reader.missing { FileHandle.standardError.write(Data("\(directory)/\(file) is not there: going on without it\n".utf8)) }
        try await ImportRun(source: source ?? "stackexchange:\(name)", options: options).take([reader], common)
      }
    }
  }
}
