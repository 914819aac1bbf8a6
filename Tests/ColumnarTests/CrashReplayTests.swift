import CraftedParquet
import Foundation
import Storage
import Testing

/// Inputs that a fuzzer once broke a reader with; see `Tests/Fuzz/run.sh`.
@Suite struct CrashReplayTests {
  @Test func nothingThatCrashedDoesSoAgain() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x.parquet")
    let crashes = fixture("crashes")
    for name in try Files.list(crashes).sorted() {
      let input = try Files.read("\(crashes)/\(name)")
      let file: [UInt8]
      if name.hasPrefix("footer-") {
        file = FooterInput.file(input)
      } else if name.hasPrefix("page-") {
        file = PageInput.file(input).bytes
      } else {
        continue
      }
      try Files.writeAtomically(file, to: path)
      _ = Reading.everything(path)
    }
  }
}
