import Glibc
import Testing

@testable import forum_lite

@Suite("What the kernel says about a process") struct ProcessFiguresTests {
  @Test("processor time is read behind a name that looks like fields")
  func ticks() {
    #expect(ProcessFigures.ticks("12 (a) 1 (b) S 1 12 12 0 -1 4194560 100 0 0 0 250 50 7 8 20 0 4 0 100") == 300)
    #expect(ProcessFigures.ticks("12 (a) S 1") == nil)
    #expect(ProcessFigures.ticks("") == nil)
  }

  @Test("memory is told in bytes")
  func memory() {
    let status = "Name:\tforum-lite\nVmHWM:\t   62464 kB\nVmRSS:\t   33792 kB\n"
    #expect(ProcessFigures.bytes("VmRSS", in: status) == 33 << 20)
    #expect(ProcessFigures.bytes("VmHWM", in: status) == 61 << 20)
    #expect(ProcessFigures.bytes("VmSwap", in: status) == nil)
  }

  @Test("this process has used memory and time, one that is gone has none")
  func real() throws {
    let rss = try #require(ProcessFigures.memory(getpid(), "VmRSS"))
    let cpu = try #require(ProcessFigures.cpuSeconds(getpid()))
    #expect(rss > 1 << 20 && cpu >= 0)
    #expect(ProcessFigures.memory(Int32.max, "VmRSS") == nil && ProcessFigures.cpuSeconds(Int32.max) == nil)
  }
}
