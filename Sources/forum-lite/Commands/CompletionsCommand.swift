import ArgumentParser

struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print what makes a shell complete commands and options.",
    discussion: """
        forum-lite completions bash > /etc/bash_completion.d/forum-lite
        forum-lite completions zsh  > "${fpath[1]}/_forum-lite"
        forum-lite completions fish > ~/.config/fish/completions/forum-lite.fish
      """)

  enum Shell: String, CaseIterable, ExpressibleByArgument { case bash, zsh, fish }

  @Argument(help: "bash, zsh or fish.") var shell: Shell

  func run() throws {
    let kinds: [Shell: CompletionShell] = [.bash: .bash, .zsh: .zsh, .fish: .fish]
    print(ForumLite.completionScript(for: kinds[shell] ?? .bash))
  }
}
