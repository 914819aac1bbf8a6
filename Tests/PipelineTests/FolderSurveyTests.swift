import Foundation
import Pipeline
import Spec
import Testing

/// What is seen of a stranger's folder, and the spec that is written for it.
@Suite struct FolderSurveyTests {
  /// A PNG of four pixels; what follows its end makes its bytes its own.
  private static let picture =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADElEQVR4nGNg+A+EAAYAAf+T0eSJAAAAAElFTkSuQmCC"

  /// Makes a folder `shop/photos` with pictures, and files of text beside and above them.
  private static func folder(_ images: [String], texts: [String: String] = [:], same: [String] = []) throws -> String {
    let root = try TestFolders.empty() + "/shop"
    let picture = try #require(Data(base64Encoded: Self.picture))
    for image in images { try write(picture + Data(image.utf8), to: "\(root)/photos/\(image)") }
    for image in same { try write(picture, to: "\(root)/photos/\(image)") }
    for (name, text) in texts { try write(Data(text.utf8), to: "\(root)/\(name)") }
    return "\(root)/photos"
  }

  private static func write(_ bytes: Data, to path: String) throws {
    let url = URL(filePath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: url)
  }

  private static func look(_ folder: String) throws -> FolderSurvey { try FolderSurvey.look(at: folder, threads: 2) }

  private static let classImages = ["good", "scratch", "dent"].flatMap { name in (0..<6).map { "\(name)/\($0).png" } }

  @Test func foldersNamedAfterClassesAreClassesAndLabels() throws {
    let survey = try Self.look(Self.folder(Self.classImages))
    #expect(survey.classFolders == ["dent", "good", "scratch"] && survey.groupings.isEmpty && survey.patterns.isEmpty)
    let named = survey.classesInPaths(survey.classFolders)
    #expect(named.images == 18 && named.classes == survey.classFolders)
    let proposal = InitFiles.proposal(survey, user: "ana", hasWeights: false)
    #expect(proposal.classes == ["good", "dent", "scratch"] && proposal.negativeClass == "good")
    #expect(proposal.name == "photos" && proposal.annotators == ["ana"] && proposal.features == .patches)
  }

  @Test func foldersOfRunsAreGroups() throws {
    let images = (0..<6).flatMap { run in (0..<4).map { "run-\(run)/\($0).png" } }
    let survey = try Self.look(Self.folder(images))
    #expect(survey.classFolders.isEmpty && survey.groupings.first?.by == .folder && survey.groupings.first?.count == 6)
  }

  @Test func daysAreNoClassesAndFoldersAreNoLabelsOfOtherClasses() throws {
    let days = ["monday", "tuesday"].flatMap { day in (0..<6).map { "\(day)/\($0).png" } }
    #expect(try Self.look(Self.folder(days)).classFolders.isEmpty)
    let folder = try Self.folder(Self.classImages)
    let shop = String(folder.dropLast("/photos".count))
    let written = try Self.write(Self.look(folder), to: shop) { answers in
      answers.classes = ["ok", "crack"]
      answers.negativeClass = nil
    }
    #expect(written.labels == nil)
    let spec = try Self.spec(written.spec)
    #expect(spec.calibration == nil && spec.holdout.monitoring == nil)
  }

  @Test func namesWithACounterAreGroupsButNotOneCamerasOwn() throws {
    let images = (0..<8).flatMap { plate in (0..<3).map { "plate\(plate)_\($0).png" } }
    let survey = try Self.look(Self.folder(images))
    #expect(survey.groupings.map(\.by) == [.name] && survey.groupings.first?.groups.first == "plate0")
    #expect(try Self.look(Self.folder((0..<24).map { "DSC_\($0).png" })).groupings.isEmpty)
    // Classes with a counter each are classes, and no groups.
    #expect(try Self.look(Self.folder(Self.classImages)).groupings.isEmpty)
  }

  @Test func labelsAndMetadataAboveMakeTheFolderAboveTheRoot() throws {
    let images = (0..<12).map { "\($0).png" }
    let labels = "image,label\n" + images.map { "photos/\($0),\($0.count > 5 ? "bad" : "ok")\n" }.joined()
    let metadata = "image,group\n" + images.map { "photos/\($0),g\($0.prefix(1))\n" }.joined()
    let folder = try Self.folder(
      images, texts: ["truth.csv": labels, "meta.csv": metadata, "other.csv": "image,label\nx.png,ok\n"])
    let survey = try Self.look(folder)
    #expect(
      survey.prefix == "photos/" && survey.images.first == "photos/0.png" && survey.patterns == ["photos/**/*.png"])
    #expect(survey.labels?.classes == ["bad", "ok"] && survey.labels?.fitting == 12)
    #expect(
      survey.metadata?.hasGroups == true && survey.otherFiles.map(\.path).allSatisfy { $0.hasSuffix("other.csv") })
    #expect(survey.otherFiles.count == 1)
  }

  @Test func otherHeadersAreNamed() throws {
    let survey = try Self.look(Self.folder(["a.png", "b.png"], texts: ["photos/l.csv": "filename,class\na.png,ok\n"]))
    #expect(
      survey.labels == nil
        && survey.otherFiles.map(\.why) == [
          "its columns are called 'filename' and 'class'; Winnow reads 'image' and 'label'"
        ])
  }

  @Test func masksAreLeftOutByAPattern() throws {
    let masks = ["dent", "scratch"].flatMap { name in (0..<6).map { "ground_truth/\(name)/\($0)_mask.png" } }
    let survey = try Self.look(Self.folder(Self.classImages.map { "train/\($0)" } + masks))
    #expect(survey.masks.count == 12 && survey.images.count == 18 && survey.patterns == ["train/**/*.png"])
    // The same photographs with drawings beside them.
    let pairs = (0..<6).flatMap { ["free/\($0).jpg", "free/\($0).png"] }
    let beside = try Self.look(Self.folder(pairs))
    #expect(beside.masks.count == 6 && beside.patterns == ["**/*.jpg"])
  }

  @Test func copiesLinksAndEndingsAreCounted() throws {
    let folder = try Self.folder(["a.png", "b.PNG", ".hidden.png"], same: ["c.png", "d.png", "e.png"])
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/gone.png", withDestinationPath: "nowhere.png")
    try Self.write(Data("no picture".utf8), to: "\(folder)/broken.png")
    let survey = try Self.look(folder)
    #expect(survey.copies?.images == 2 && survey.copies?.example == ["c.png", "d.png"])
    #expect(survey.endingsInTwoCases == [["PNG", "png"]] && survey.noFiles.map(\.id) == ["gone.png"])
    #expect(survey.unreadable.map(\.image) == ["broken.png"] && survey.leftAside.map(\.files) == [1])
  }

  @Test func anEmptyFolderAndNoneAreErrors() throws {
    #expect(throws: InitError.self) { try Self.look(TestFolders.empty()) }
    #expect(throws: InitError.self) { try Self.look(TestFolders.new()) }
  }

  // MARK: The spec

  private static func write(_ survey: FolderSurvey, to folder: String, _ change: (inout InitAnswers) -> Void = { _ in })
    throws -> InitFiles.Written
  {
    var answers = InitFiles.proposal(survey, user: "ana", hasWeights: false)
    change(&answers)
    return try InitFiles(survey, answers, spec: "\(folder)/pipelines/\(answers.name ?? "").yaml").write()
  }

  private static func spec(_ path: String) throws -> PipelineSpec {
    try SpecReader.read(Array(Data(contentsOf: URL(filePath: path))), file: path).spec
  }

  @Test func whatIsWrittenIsReadAndNothingIsOverwritten() throws {
    let folder = try Self.folder(Self.classImages)
    let shop = String(folder.dropLast("/photos".count))
    let survey = try Self.look(folder)
    let written = try Self.write(survey, to: shop)
    let spec = try Self.spec(written.spec)
    #expect(
      spec.classes == ["good", "dent", "scratch"] && spec.pool.root == "../photos" && spec.data == "../data/photos")
    #expect(
      spec.stages.cluster.method == .direct && spec.calibration?.labels == "../data/labels/photos/calibration.csv")
    #expect(written.labelsAreOurs && written.groups == nil)
    let labels = try String(contentsOfFile: "\(shop)/pipelines/photos-labels.csv", encoding: .utf8)
    #expect(labels.hasPrefix("image,label\r\n") && labels.contains("dent/0.png,dent\r\n"))
    // The same once more changes nothing; other answers are refused.
    #expect(try Self.write(survey, to: shop) == written)
    #expect(throws: InitError.self) { try Self.write(survey, to: shop) { $0.annotators = ["ben"] } }
    #expect(try Self.spec(written.spec) == spec)
  }

  @Test func groupsAreWrittenBesideTheSpec() throws {
    let images = (0..<8).flatMap { plate in (0..<3).map { "plate\(plate)_\($0).png" } }
    let folder = try Self.folder(images)
    let shop = String(folder.dropLast("/photos".count))
    let written = try Self.write(Self.look(folder), to: shop) { $0.classes = ["a", "b"] }
    let spec = try Self.spec(written.spec)
    #expect(spec.pool.metadata == "./photos-groups.csv" && spec.stages.seed.by == "group")
    let groups = try String(contentsOfFile: "\(shop)/pipelines/photos-groups.csv", encoding: .utf8)
    #expect(groups.split(whereSeparator: \.isNewline).count == 25 && groups.contains("plate7_2.png,plate7\r\n"))
    let none = try Self.write(Self.look(folder), to: "\(shop)/other") {
      $0.classes = ["a", "b"]
      $0.group = InitAnswers.Grouping.none
    }
    #expect(try Self.spec(none.spec).pool.metadata == nil)
    #expect(throws: InitError.noGroups("time")) {
      try Self.write(Self.look(folder), to: "\(shop)/third") {
        $0.classes = ["a", "b"]
        $0.group = .time
      }
    }
  }

  @Test func answersThatDoNotFitEachOtherWriteNothing() throws {
    let folder = try Self.folder(["a.png", "b.png"])
    let shop = String(folder.dropLast("/photos".count))
    let survey = try Self.look(folder)
    #expect(throws: InitError.noClasses) { try Self.write(survey, to: shop) }
    #expect(throws: InitError.oneClass("a")) { try Self.write(survey, to: shop) { $0.classes = ["a"] } }
    #expect(throws: SpecErrors.self) {
      try Self.write(survey, to: shop) {
        $0.classes = ["a", "b"]
        $0.negativeClass = "c"
      }
    }
    #expect(!FileManager.default.fileExists(atPath: "\(shop)/pipelines"))
  }

  @Test func hostileNamesAreWrittenAsWhatTheyAre() throws {
    let images = ["a: b", "#c", "- d"].flatMap { name in (0..<6).map { "\(name)/\($0).png" } }
    let folder = try Self.folder(images)
    let shop = String(folder.dropLast("/photos".count))
    let written = try Self.write(Self.look(folder), to: shop)
    #expect(try Self.spec(written.spec).classes == ["#c", "- d", "a: b"])
  }
}
