import ArgumentParser
import Testing

@testable import forum_lite

@Suite("Options of a measurement") struct BenchOptionTests {
  private func complaint(_ words: String...) -> String {
    do {
      _ = try BenchCommand.parse(words)
      return "none"
    } catch {
      return BenchCommand.message(for: error)
    }
  }

  @Test("without options everything is measured over 1, 16 and 64 connections")
  func defaults() throws {
    let command = try BenchCommand.parse([])
    #expect(command.connections.elements == [1, 16, 64] && command.seconds == 3 && command.only.elements == BenchWork.allCases)
    #expect(BenchCommand.helpMessage(columns: 200).contains("(default 1,16,64)"))
  }

  @Test("lists are taken with and without spaces")
  func lists() throws {
    let command = try BenchCommand.parse(["--connections", "2, 500", "--only", "create,get"])
    #expect(command.connections.elements == [2, 500] && command.only.elements == [.create, .get])
  }

  @Test(
    "a bad number is told with its option and what would be right",
    arguments: [
      ("--seconds", "0", "1 to 60"), ("--seconds", "61", "1 to 60"), ("--seconds", "soon", "1 to 60"), ("--seconds", "1.5", "1 to 60"),
      ("--threads", "0", "1 to 1000"), ("--posts", "1001", "1 to 1000"), ("--connections", "1,501", "1 to 500"), ("--connections", "", "1 to 500"),
      ("--connections", "1,,2", "1 to 500"),
    ])
  func badNumber(option: String, value: String, range: String) {
    let complaint = complaint(option, value)
    #expect(complaint.contains(option) && complaint.contains("Give a whole number from \(range)."), "\(complaint)")
  }

  @Test("a kind of request that there is not is told with those that there are")
  func badWork() {
    let complaint = complaint("--only", "get,fly")
    #expect(complaint.contains("--only") && complaint.contains("“fly” is none of get, list, search, create."), "\(complaint)")
  }

  @Test("the help says that the load shares the cores with the server")
  func honesty() { #expect(BenchCommand.helpMessage(columns: 200).contains("shares the processor's cores with the server")) }
}
