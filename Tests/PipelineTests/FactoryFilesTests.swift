import Pipeline
import Rehearsal
import Storage
import Testing

/// What the factory draws, in a folder.
@Suite struct FactoryFilesTests {
  @Test func aDataSetIsWrittenOnceAndNobodysOwnIsTouched() throws {
    let folder = try TestFolders.empty()
    let files = FactoryFiles(folder: folder, options: FactoryOptions(count: 50, side: 32))
    #expect(try !files.areThere())
    try files.write(threads: 2)
    #expect(try files.areThere())
    #expect(try Files.walk("\(folder)/images").count { $0.hasSuffix(".png") } == 50)
    #expect(Files.exists("\(folder)/metadata.csv") && Files.exists("\(folder)/truth.csv"))
    let other = FactoryFiles(folder: folder, options: FactoryOptions(count: 50, side: 32, randomSeed: 1))
    #expect(try !other.areThere())
    try other.write(threads: 1)
    #expect(try other.areThere() && !files.areThere())
    #expect(try Files.walk("\(folder)/images").count { $0.hasSuffix(".png") } == 50)

    let theirs = try TestFolders.empty()
    try Files.createDirectory("\(theirs)/images")
    #expect(throws: FactoryFilesError.notOurs(path: "\(theirs)/images")) {
      try FactoryFiles(folder: theirs, options: FactoryOptions(count: 50, side: 32)).write(threads: 1)
    }
    #expect(try Files.list(theirs) == ["images"])
    #expect(throws: (any Error).self) {
      try FactoryFiles(folder: theirs, options: FactoryOptions(count: 1, side: 32)).write(threads: 1)
    }
  }
}
