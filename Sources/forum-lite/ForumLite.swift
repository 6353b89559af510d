import ArgumentParser
import Dispatch
import Glibc

/// Runs the program while the main thread waits. An asynchronous `main` would end the main thread by `pthread_exit`, which needs libgcc_s at run time.
@main enum EntryPoint {
  static func main() {
    // What this program keeps and writes is nobody else's, whatever makes the file.
    umask(0o077)
    let done = DispatchSemaphore(value: 0)
    // Detached: what inherits from here would wait for this thread.
    Task.detached {
      await ForumLite.main()
      done.signal()
    }
    done.wait()
  }
}

/// The program: each verb is a command of its own.
struct ForumLite: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forum-lite", abstract: "A forum in one program: REST, live events, search and pages, with nothing else to install.",
    discussion: """
      Start in an empty folder:

        forum-lite serve --demo

      and open http://127.0.0.1:8080. Everything it keeps is in ./forum-data (change it with --data).
      """,
    version: ProgramVersion.text,
    subcommands: [
      ServeCommand.self, DevCommand.self, MigrateCommand.self, AdminCommand.self, UserCommand.self, KeysCommand.self, ImportCommand.self,
      ExportCommand.self,
      BackupCommand.self, RestoreCommand.self, TransferCommand.self, SearchCommand.self, StreamCommand.self, JobsCommand.self, AuditCommand.self,
      DoctorCommand.self,
      TopologyCommand.self, ConfigCommand.self, BenchCommand.self, CompletionsCommand.self, ImagesCommand.self,
      VersionCommand.self,
    ])
}

/// What this build calls itself.
enum ProgramVersion {
  static let text = "0.1.0"
}
