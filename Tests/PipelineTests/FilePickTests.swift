import Columnar
import Foundation
import Pipeline
import Selection
import Stages
import Testing

/// A pick out of anybody's files: what is picked, whatever form they have.
@Suite struct FilePickTests {
  private let ids = PickFolder.ids
  private let shuffled = (0..<40).map { $0 * 17 % 40 }

  @Test func theHeadOfTheRankingIsPickedWhateverTheOrderAndTheRowGroups() throws {
    let folder = try PickFolder()
    try folder.predictions()
    try folder.predictions("few", rowGroupRows: 7)
    try folder.predictions("shuffled", rows: shuffled, rowGroupRows: 3)
    for name in ["p", "few", "shuffled"] {
      for threads in [1, 3] {
        let report = try folder.pick(predictions: name, threads: threads).run(out: folder.file("out"))
        #expect(try folder.picked() == Array(ids[..<5]), "\(name)")
        #expect(report.picked == 5 && report.ranked == 40 && report.passed == 40 && report.cut == 20)
        #expect(report.joins.isEmpty && report.notes.isEmpty)
      }
    }
  }

  @Test func aFolderOfPartsIsOneTable() throws {
    let folder = try PickFolder()
    try FileManager.default.createDirectory(atPath: "\(folder.path)/parts.parquet", withIntermediateDirectories: true)
    try folder.predictions("parts.parquet/1", rows: Array(0..<11))
    try folder.predictions("parts.parquet/2", rows: Array(11..<40), rowGroupRows: 5)
    _ = try folder.pick(predictions: "parts").run(out: folder.file("out"))
    #expect(try folder.picked() == Array(ids[..<5]))
  }

  @Test func theReceiptSaysWhatAnImageWasFoundBy() throws {
    let folder = try PickFolder()
    try folder.predictions(rowGroupRows: 7)
    try folder.ids("g", Array(ids[..<20]), groupsOf: 4)
    let report = try folder.pick(groups: "g").run(out: folder.file("out"))
    let table = try folder.table("out")
    #expect(
      try table.optionalDoubles("score").compactMap(\.self) == [0, 0.025, 0.05, 0.075, 0.1].map(Double.init(float:)))
    #expect(try table.optionalInt32s("candidate_rank") == [1, 2, 3, 4, 5])
    #expect(try table.optionalStrings("group") == ["run0", "run0", "run0", "run0", "run1"])
    #expect(try table.optionalFloats("probability").first == 0.5)
    // The cap of 20 cut at the margin of image 19.
    #expect(try abs((table.optionalDoubles("gap")[0] ?? 0) - 19.0 / 40) < 1e-6)
    let join = try #require(report.joins.first)
    #expect(join.kind == .groups && join.matched == 20 && join.total == 40 && join.cause == nil)
  }

  @Test func whatIsLabelledIsNotPickedAndIsCounted() throws {
    let folder = try PickFolder()
    try folder.predictions(rows: shuffled, rowGroupRows: 9)
    try folder.ids("l", [ids[4], "gone.png", ids[0], ids[2], ids[0]])
    let report = try folder.pick(labelled: "l").run(out: folder.file("out"))
    #expect(try folder.picked() == [1, 3, 5, 6, 7].map { ids[$0] })
    let join = try #require(report.joins.first)
    #expect(report.ranked == 37 && join.matched == 4 && join.total == 5 && join.ids == 5 && join.imageCount == 40)
    #expect(join.example?.unmatched == "gone.png")
  }

  @Test func aThresholdsShortageIsFilledByTheNextInRank() throws {
    let folder = try PickFolder()
    try folder.predictions(rowGroupRows: 7)
    var acquisition = Acquisition(.margin)
    acquisition.threshold = .below(0.07)
    let report = try folder.pick(acquisition: acquisition).run(out: folder.file("out"))
    #expect(try folder.picked() == Array(ids[..<5]))
    #expect(report.passed == 3 && report.filled == 2 && report.cut == 0)
    #expect(report.notes.first?.hasPrefix("3 of 40 images are below 0.07") == true)
  }

  @Test func capsLookBehindTheCandidates() throws {
    let folder = try PickFolder()
    try folder.predictions(rowGroupRows: 7)
    try folder.ids("g", ids, groupsOf: 4)
    _ = try folder.pick(groups: "g", batch: PickFolder.batch(5, multiple: 1, perGroup: 1)).run(
      out: folder.file("out"), considered: folder.file("considered"))
    #expect(try folder.picked() == [0, 4, 8, 12, 16].map { ids[$0] })
    let table = try folder.table("considered")
    let fates = try zip(table.strings("image_id").strings, table.strings("fate").strings).map { "\($0) \($1)" }
    let capped = (1...3).map { "im100\($0).png group_cap" }
    #expect(Array(fates.prefix(5)) == ["im1000.png picked"] + capped + ["im1004.png picked"])
  }

  @Test func theRandomShareIsDrawnFromAllTheRest() throws {
    let folder = try PickFolder()
    try folder.predictions(rowGroupRows: 7)
    try folder.predictions("shuffled", rows: shuffled)
    try folder.ids("l", Array(ids[30...]))
    var seen: [[String]] = []
    for name in ["p", "shuffled"] {
      _ = try folder.pick(predictions: name, labelled: "l", batch: PickFolder.batch(10, random: 0.5)).run(
        out: folder.file("out"))
      seen.append(try folder.picked())
    }
    #expect(seen[0] == seen[1] && Set(seen[0]).count == 10)
    #expect(Array(seen[0][..<5]) == Array(ids[..<5]))
    #expect(Set(seen[0]).isDisjoint(with: ids[30...]))
    let table = try folder.table("out")
    // Five of the 25 that are neither labelled nor picked before.
    let drawn = try zip(table.strings("share").strings, table.optionalDoubles("inclusion_probability"))
      .filter { $0.0 == "random" }
    #expect(drawn.count == 5 && drawn.allSatisfy { $0.1 == 0.2 })
  }

  @Test func scoresAreThoseOfEveryImageInTheOrderOfTheIDs() throws {
    let folder = try PickFolder()
    try folder.predictions(rows: shuffled, rowGroupRows: 7)
    try folder.ids("l", [ids[0]])
    _ = try folder.pick(labelled: "l").run(out: folder.file("out"), scores: folder.file("scores"))
    let table = try folder.table("scores")
    #expect(try table.strings("image_id").strings == ids)
    #expect(try table.int32s("rank") == (1...40).map(Int32.init))
    #expect(try table.doubles("margin") == table.optionalDoubles("score").map { $0 ?? .nan })
    #expect(try abs(table.doubles("least_confidence")[8] - 0.4) < 1e-6)
  }

  @Test func withoutPredictionsEveryRowOfTheEmbeddingsIsACandidate() throws {
    let folder = try PickFolder()
    try folder.embeddings(rowGroupRows: 11)
    try folder.embeddings("reversed", ids: ids.reversed())
    try folder.ids("l", [ids[0]])
    var seen: [[String]] = []
    for name in ["e", "reversed"] {
      let report = try folder.pick(
        predictions: nil, embeddings: name, labelled: "l", batch: PickFolder.batch(1, .kcenter)
      ).run(out: folder.file("out"))
      #expect(report.ranked == 39)
      seen.append(try folder.picked())
    }
    // What lies farthest from the labelled image is opposite to it.
    #expect(seen == [[ids[20]], [ids[20]]])
    #expect(try folder.table("out").optionalFloats("probability") == [nil])
  }

  @Test func aMeasureOfOtherImagesVectorsPutsTheCandidatesInANewOrder() throws {
    let folder = try PickFolder()
    try folder.predictions(rows: shuffled, rowGroupRows: 7)
    try folder.embeddings(ids: ids.reversed(), rowGroupRows: 9)
    try folder.ids("l", [ids[0]])
    var acquisition = Acquisition(.combined)
    acquisition.weight = 0
    _ = try folder.pick(
      embeddings: "e", labelled: "l", acquisition: acquisition, batch: PickFolder.batch(2, multiple: 5)
    ).run(out: folder.file("out"))
    // Of the ten candidates, images 1 to 10, those that lie farthest from image 0.
    #expect(try folder.picked() == [ids[10], ids[9]])
    let none = folder.pick(embeddings: "e", acquisition: acquisition)
    #expect(throws: PickError.noLabelled(measure: "combined")) { try none.run(out: folder.file("out")) }
  }

  @Test func candidatesInANewOrderAreRankedBeforeAllOthersAndOnce() throws {
    let folder = try PickFolder()
    try folder.predictions(rows: shuffled, rowGroupRows: 7)
    try folder.embeddings()
    try folder.ids("l", [ids[0]])
    var acquisition = Acquisition(.combined)
    acquisition.weight = 0
    _ = try folder.pick(
      embeddings: "e", labelled: "l", acquisition: acquisition, batch: PickFolder.batch(2, multiple: 5)
    ).run(out: folder.file("out"), scores: folder.file("scores"))
    let table = try folder.table("scores")
    // Images 10 down to 1 are the candidates; behind them the labelled one and the others come by their margin.
    let expected: [Int32] = [11] + (1...10).map { 11 - $0 } + (12...40)
    #expect(try table.int32s("rank") == expected)
    #expect(try table.optionalDoubles("score").map { $0 != nil } == (0..<40).map { (1...10).contains($0) })
  }

  @Test func gradientLengthsComeFromThePredictionsOrTheEmbeddings() throws {
    let folder = try PickFolder()
    let lengths: [Float] = (0..<40).map { $0 == 33 ? 9 : 1 }
    try folder.predictions(more: [(ColumnSchema("gradient_norm", .float), .floats(lengths))])
    _ = try folder.pick(acquisition: Acquisition(.gradientNorm), batch: PickFolder.batch(1)).run(
      out: folder.file("out"))
    #expect(try folder.picked() == [ids[33]])
    try folder.predictions("bare", rowGroupRows: 7)
    try folder.embeddings(ids: ids.reversed())
    // All vectors have the length 1, so the least certain image has the longest gradient.
    _ = try folder.pick(
      predictions: "bare", embeddings: "e", acquisition: Acquisition(.gradientNorm), batch: PickFolder.batch(1)
    ).run(out: folder.file("out"))
    #expect(try folder.picked() == [ids[0]])
    try folder.embeddings("short", ids: Array(ids[..<39]))
    let missing = folder.pick(
      predictions: "bare", embeddings: "short", acquisition: Acquisition(.gradientNorm), batch: PickFolder.batch(1))
    #expect(throws: PickError.noEmbedding(image: ids[39])) { try missing.run(out: folder.file("out")) }
    let nothing = folder.pick(predictions: "bare", acquisition: Acquisition(.gradientNorm))
    #expect(throws: PickError.measureInputMissing(measure: "gradient_norm", columns: ["gradient_norm", "embedding"])) {
      try nothing.run(out: folder.file("out"))
    }
  }

  @Test func halfPrecisionIsDividedByItsSumAndSaidOnce() throws {
    let folder = try PickFolder()
    try folder.predictions(scaled: 0.9973, rowGroupRows: 7)
    let report = try folder.pick().run(out: folder.file("out"))
    #expect(report.notes.count == 1 && report.notes[0].contains("40 of 40 rows sum to 0.9973"))
    #expect(try folder.picked() == Array(ids[..<5]))
  }
}

extension Double {
  /// A number as a float has it, less another of its row: the margin of the test's images.
  fileprivate init(float margin: Double) {
    let half = Float(margin) / 2
    self = Double(0.5 + half) - Double(0.5 - half)
  }
}
