import Columnar
import Foundation
import Testing

/// Each wrong input is one clear error with the exit code of the design, and nothing half-written stays.
@Suite struct WrongInputTests {
  /// Runs iteration 0 up to the pool and expects an error.
  private func expectPoolError(
    _ workshop: Workshop, code: Int32, says parts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try workshop.run(["run", "0", "--spec", "spec.yaml"])
    #expect(outcome.code == code, "\(outcome.errors)", sourceLocation: sourceLocation)
    for part in parts {
      #expect(outcome.errors.contains(part), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
    #expect(outcome.errors.split(separator: "\n").count { $0.contains("error:") } == 1, sourceLocation: sourceLocation)
    #expect(workshop.names("data/iterations/000").filter { $0 == "pool" }.isEmpty, sourceLocation: sourceLocation)
    #expect(workshop.names("data/staging").isEmpty, sourceLocation: sourceLocation)
  }

  @Test func mistakesOfTheSpecAreReportedAllAtOnceWithTheirPlaces() throws {
    let workshop = try Workshop()
    let spec = Workshop.spec
      .replacingOccurrences(of: "below: 0.2", with: "treshold: 0.2")
      .replacingOccurrences(of: "negative_class: normal", with: "negative_class: nromal")
      .replacingOccurrences(of: "batch: 20", with: "batch: -20")
    try workshop.write(spec, to: "spec.yaml")
    let outcome = try workshop.run(["run", "0", "--spec", "spec.yaml"])
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("spec.yaml:6:17: error: "))
    #expect(outcome.errors.contains("did you mean 'normal'?"))
    #expect(outcome.errors.contains("did you mean 'below'?"))
    #expect(outcome.errors.contains("^"))
    #expect(outcome.errors.components(separatedBy: ": error: ").count == 4)
    #expect(!workshop.has("data"))
  }

  @Test func aMissingImageFolder() throws {
    let workshop = try Workshop.withFactory()
    try FileManager.default.removeItem(atPath: "\(workshop.path)/images")
    try expectPoolError(workshop, code: 3, says: "the folder", "images", "pool.root")
  }

  /// A spec that others are to run says in a comment what its pool is made of: who lacks it is shown the line.
  @Test(arguments: ["run 0", "plan 0", "split --labels images/truth.csv", "simulate --seeds 1"])
  func aMissingImageFolderIsShownWithWhatTheSpecSaysOfIt(_ command: String) throws {
    let workshop = try Workshop()
    let spec = Workshop.spec.replacingOccurrences(
      of: "pool: {root: images, ", with: "pool:\n  root: images   # make images draws them\n  ")
    let block = spec.replacingOccurrences(
      of: "images: \"images/**/*.png\", metadata: metadata.csv}", with: "metadata: metadata.csv")
    try workshop.write(block, to: "spec.yaml")
    let outcome = try workshop.run(command.split(separator: " ").map(String.init) + ["--spec", "spec.yaml"])
    #expect(outcome.code == 3)
    #expect(
      outcome.errors.contains("spec.yaml:9:9: error: the folder '\(workshop.path)/images' (pool.root) is not there"))
    #expect(outcome.errors.contains("root: images   # make images draws them"))
    #expect(!workshop.has("data/iterations/000"))
  }

  /// The pipelines over data that are not of this repository say which script makes them of what.
  @Test(arguments: ["pcb", "magnetic-tile"]) func aShippedPipelineNamesTheScriptOfItsPool(_ name: String) throws {
    let workshop = try Workshop()
    let pipelines = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("pipelines")
    let spec = try String(contentsOf: pipelines.appendingPathComponent("\(name).yaml"), encoding: .utf8)
    try workshop.write(spec, to: "here/\(name)/pipelines/\(name).yaml")
    let outcome = try workshop.run(
      ["run", "0", "--spec", "here/\(name)/pipelines/\(name).yaml"],
      environment: ["WINNOW_WEIGHTS": "\(workshop.path)/none"])
    // All that is missing is said at once.
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("pipelines/datasets.py makes it from"))
    #expect(outcome.errors.contains("winnow weights"))
  }

  @Test func anEmptyPool() throws {
    let workshop = try Workshop.withFactory()
    let spec = try workshop.read("spec.yaml").replacingOccurrences(of: "images/**/*.png", with: "images/**/*.tiff")
    try workshop.write(spec, to: "spec.yaml")
    try expectPoolError(workshop, code: 3, says: "no file below", "*.tiff", "400 .png that fit no pattern")
  }

  @Test func aHoldoutImageThatIsNotInThePool() throws {
    let workshop = try Workshop.withFactory()
    let labels = try workshop.read("labels/monitoring.csv")
    try workshop.write(labels + "images/nowhere.png,normal\r\n", to: "labels/monitoring.csv")
    let line = labels.split(whereSeparator: \.isNewline).count + 1
    try expectPoolError(
      workshop, code: 3, says: "labels/monitoring.csv:\(line)", "'images/nowhere.png' is not in the pool")
  }

  @Test func aClassThatTheSpecLacks() throws {
    let workshop = try Workshop.withFactory()
    let labels = try workshop.read("labels/calibration.csv").replacingOccurrences(of: ",normal", with: ",nomral")
    try workshop.write(labels, to: "labels/calibration.csv")
    try expectPoolError(workshop, code: 3, says: "labels/calibration.csv:", "class 'nomral'", "did you mean 'normal'?")
  }

  @Test func anImageInTwoSets() throws {
    let workshop = try Workshop.withFactory()
    try workshop.write(workshop.read("labels/monitoring.csv"), to: "labels/acceptance.csv")
    try expectPoolError(workshop, code: 3, says: "is in two sets", "monitoring and acceptance")
  }

  @Test func aMissingFileOfLabels() throws {
    let workshop = try Workshop.withFactory()
    try FileManager.default.removeItem(atPath: "\(workshop.path)/labels/acceptance.csv")
    try expectPoolError(workshop, code: 3, says: "holdout.acceptance", "winnow split")
  }

  @Test func aFewBrokenImagesAreNamedAndLeftOutAndManyAreAnError() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "metadata: metadata.csv}", with: "metadata: metadata.csv, broken_share: 0.01}")
    }
    let folder = try #require(workshop.folderOfImages())
    try workshop.write("no picture", to: "\(folder)/broken-1.png")
    try workshop.write("", to: "\(folder)/broken-2.png")
    try workshop.succeeds("run", "0", "--until", "pool")
    let shown = try workshop.succeeds("show", "data/iterations/000/pool/broken.parquet", "--json")
    #expect(shown.output.contains("broken-1.png\", \"reason\": \"not_an_image\""))
    #expect(shown.output.contains("broken-2.png\", \"reason\": \"empty_file\""))
    for number in 3...9 { try workshop.write("no picture", to: "\(folder)/broken-\(number).png") }
    let outcome = try workshop.run(["run", "0", "--until", "pool"])
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("9 of 409 images cannot be read"))
  }

  @Test func aHeaderThatLiesAndAFormatThatIsNotReadAreBrokenByName() throws {
    let workshop = try Workshop.withFactory(images: 60) {
      $0.replacingOccurrences(of: "metadata: metadata.csv}", with: "metadata: metadata.csv, broken_share: 0.5}")
    }
    let folder = try #require(workshop.folderOfImages())
    // The signature, and a first chunk that claims 2³² − 1 columns.
    let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
    let wide = png + [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0]
    let large = png + [0, 0, 0x40, 0, 0, 0, 0x40, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]
    for (name, bytes) in [("wide", wide), ("large", large), ("phone", Array("\0\0\0\u{10}ftypheic\0\0\0\0".utf8))] {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(workshop.path)/\(folder)/\(name).png"))
    }
    try workshop.succeeds("plan", "0")
    try workshop.succeeds("run", "0", "--until", "pool")
    let shown = try workshop.succeeds("show", "data/iterations/000/pool/broken.parquet", "--json").output
    #expect(shown.contains("wide.png\", \"reason\": \"damaged\""))
    #expect(shown.contains("large.png\", \"reason\": \"too_many_pixels\""))
    #expect(shown.contains("phone.png\", \"reason\": \"unsupported_heic\""))
  }

  @Test func aTruncatedImageIsLeftOutByTheEmbedder() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    let folder = try #require(workshop.folderOfImages())
    let whole = try #require(workshop.names(folder).first)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/\(folder)/\(whole)"))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: "\(workshop.path)/\(folder)/cut.png"))
    try workshop.succeeds("run", "1")
    let shown = try workshop.succeeds("show", "data/iterations/001/embed/broken.parquet", "--json")
    #expect(shown.output.contains("cut.png"))
    #expect(shown.output.split(separator: "\n").count == 1)
  }

  @Test func nobodyIsSentAPictureThatCannotBeSeen() throws {
    let workshop = try Workshop.withFactory()
    let folder = try #require(workshop.folderOfImages())
    let whole = try #require(workshop.names(folder).first)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/\(folder)/\(whole)"))
    // A group of its own: the stratified draw would take it among the first.
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: "\(workshop.path)/\(folder)/cut.png"))
    try workshop.completes(0)
    let broken = try workshop.succeeds("show", "data/iterations/000/seed/broken.parquet", "--json")
    #expect(broken.output.contains("cut.png\", \"reason\": \"truncated\""))
    let batch = try workshop.succeeds("show", "data/iterations/000/seed/selection.parquet", "--json")
    #expect(batch.output.split(separator: "\n").count == 60)
    #expect(!batch.output.contains("cut.png"))
  }

  @Test func nonsenseInTheInboxIsNamedAndNothingIsTakenIn() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0")
    try workshop.write("{\"no\": \"export\"", to: "data/inbox/000/ben.json")
    let outcome = try workshop.run(["run", "0"])
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("ben.json:1:") && outcome.errors.contains("nothing of this file was taken in"))
    #expect(!workshop.has("data/iterations/000/ingest-1"))
    try FileManager.default.removeItem(atPath: "\(workshop.path)/data/inbox/000/ben.json")
    try workshop.write("hello", to: "data/inbox/000/notes.txt")
    let other = try workshop.run(["run", "0"])
    #expect(other.code == 0)
    #expect(other.errors.contains("set aside: notes.txt: it is no export, no form and no table of answers"))
  }

  @Test func aBatchThatWouldBreakTheBudgetIsRefused() throws {
    let workshop = try Workshop.withFactory { $0.replacingOccurrences(of: "total: 1000", with: "total: 5") }
    let outcome = try workshop.run(["run", "0"])
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("would break the budget"))
    #expect(!workshop.has("data/iterations/000/export-1"))
  }

  @Test func aDataDirectoryOfAnotherPipelineIsLeftAlone() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0", "--until", "pool")
    try workshop.write(Workshop.spec.replacingOccurrences(of: "name: small", with: "name: other"), to: "spec.yaml")
    let outcome = try workshop.run(["run", "0"])
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("belongs to pipeline 'small'"))
  }

  @Test func aDamagedManifestIsFound() throws {
    let workshop = try Workshop.withFactory()
    try workshop.succeeds("run", "0", "--until", "seed")
    let manifest = try workshop.read("data/iterations/000/manifest.json")
    try workshop.write(
      manifest.replacingOccurrences(of: "\"small\"", with: "\"smell\""), to: "data/iterations/000/manifest.json")
    let outcome = try workshop.run(["run", "0"])
    #expect(outcome.code == 6)
    #expect(outcome.errors.contains("manifest.json is damaged"))
  }

  @Test(arguments: [
    ["run", "0", "--if-new-images"], ["run", "-1"], ["run", "x"], ["nonsense"],
    ["run", "0", "--until", "a", "--only", "b"],
    ["run", "0", "--threads", "0"], ["pick", "--batch", "3"], ["schema", "nothing"],
  ])
  func aWrongCommandLineIsExitCode2(_ arguments: [String]) throws {
    let workshop = try Workshop()
    let outcome = try workshop.run(arguments)
    #expect(outcome.code == 2, "\(outcome.errors)")
    #expect(!outcome.errors.isEmpty)
    #expect(outcome.output.isEmpty)
  }

  @Test func aFileThatIsNoTableIsWrongData() throws {
    let workshop = try Workshop()
    try workshop.write("no table", to: "x.parquet")
    for arguments in [
      ["show", "x.parquet"], ["pick", "--embeddings", "x.parquet", "--batch", "1", "--out", "y.parquet"],
    ] {
      let outcome = try workshop.run(arguments)
      #expect(outcome.code == 3)
      #expect(outcome.errors.contains("x.parquet: this is no Parquet file"))
      #expect(!workshop.has("y.parquet"))
    }
  }

  @Test func theFactoryLeavesPicturesAloneThatItDidNotDraw() throws {
    let workshop = try Workshop()
    try workshop.write("mine", to: "own/images/a.png")
    let outcome = try workshop.run(["factory", "--out", "own", "--count", "50", "--size", "32"])
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("was not drawn by the factory"))
    #expect(try workshop.read("own/images/a.png") == "mine")
    #expect(!workshop.has("own/factory.txt"))
    try workshop.write(
      Workshop.spec.replacingOccurrences(of: "root: images", with: "root: own"), to: "spec.yaml")
    #expect(try workshop.run(["demo"]).code == 3)
    #expect(try workshop.read("own/images/a.png") == "mine")
  }

  @Test func anUnfinishedFactoryIsDrawnAnew() throws {
    let workshop = try Workshop()
    try workshop.succeeds("factory", "--out", "own", "--count", "50", "--size", "32")
    try workshop.write("factory: unfinished\n", to: "own/factory.txt")
    try workshop.write("left over", to: "own/images/zz.png")
    try workshop.succeeds("factory", "--out", "own", "--count", "50", "--size", "32")
    #expect(!workshop.has("own/images/zz.png"))
    #expect(workshop.names("own/images").count == 50)
  }

  @Test func helpIsAnAnswer() throws {
    let outcome = try Workshop().succeeds("--help")
    #expect(outcome.output.contains("Decides which images"))
    #expect(outcome.errors.isEmpty)
  }
}
