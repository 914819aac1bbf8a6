import Columnar
import Foundation
import Pipeline
import Selection
import Stages
import Testing

/// What a pick refuses, and where it says the fault is.
@Suite struct PickErrorTests {
  private let ids = PickFolder.ids

  private func error(_ folder: PickFolder, _ pick: FilePick) -> PickError? {
    do {
      _ = try pick.run(out: folder.file("out"))
      return nil
    } catch {
      return error as? PickError
    }
  }

  @Test func anImageThatStandsTwiceIsNamedWithBothRows() throws {
    let folder = try PickFolder()
    let order = Array(0..<40) + [9, 5]
    try folder.predictions(rows: order, rowGroupRows: 7)
    guard case .repeated("--predictions", let image, let first, let second)? = error(folder, folder.pick()) else {
      Issue.record("no repeated image")
      return
    }
    #expect(image == ids[9] && first.row == 10 && second.row == 41)
    // Of two of them the one that is met first is reported.
    try folder.predictions("two", rows: Array(0..<40) + [5, 9])
    guard case .repeated(_, ids[5], let once, let more)? = error(folder, folder.pick(predictions: "two")) else {
      Issue.record("no repeated image")
      return
    }
    #expect(once.row == 6 && more.row == 41)
    // Two row groups that both ascend and hold the same image at their border.
    try folder.predictions("border", rows: Array(0..<7) + Array(6..<39), rowGroupRows: 7)
    guard case .repeated(_, let other, let one, let two)? = error(folder, folder.pick(predictions: "border")) else {
      Issue.record("no repeated image")
      return
    }
    #expect(other == ids[6] && one.row == 7 && two.row == 8)
    try folder.predictions()
    try folder.embeddings(ids: ids + [ids[3]])
    guard case .repeated("--embeddings", ids[3], let from, let to)? = error(folder, folder.pick(embeddings: "e"))
    else {
      Issue.record("no repeated image")
      return
    }
    #expect(from.row == 4 && to.row == 41)
    try folder.ids("g", ids + [ids[0]], groupsOf: 4)
    guard case .repeated("--groups", ids[0], _, _)? = error(folder, folder.pick(groups: "g")) else {
      Issue.record("no repeated image")
      return
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
  }

  @Test func aRowThatIsNoDistributionIsNamedByItsPlaceInItsFile() throws {
    let folder = try PickFolder()
    try FileManager.default.createDirectory(atPath: "\(folder.path)/parts.parquet", withIntermediateDirectories: true)
    try folder.predictions("parts.parquet/1", rows: Array(0..<11))
    try folder.predictions("parts.parquet/2", rows: Array(11..<40), scaled: 0.9)
    guard
      case .row("--predictions", let place, ids[11], .sum(let sum))? = error(folder, folder.pick(predictions: "parts"))
    else {
      Issue.record("no wrong row")
      return
    }
    #expect(place.file == folder.file("parts.parquet/2") && place.row == 1 && abs(sum - 0.9) < 1e-6)
  }

  @Test func rowsOfAnotherLengthThanTheFirstAreRefused() throws {
    let folder = try PickFolder()
    try folder.write(
      "p",
      [
        (ColumnSchema("image_id", .string), .strings(Array(ids[..<3]))),
        (
          ColumnSchema("probabilities", .list(.float)),
          .floatLists(values: [0.5, 0.5, 0.5, 0.5, 0.2, 0.2, 0.6], offsets: [0, 2, 4, 7])
        ),
      ], rowGroupRows: 2)
    let batch = PickFolder.batch(1)
    guard case .row(_, let place, ids[2], .classCount(2, 3))? = error(folder, folder.pick(batch: batch)) else {
      Issue.record("no wrong row")
      return
    }
    #expect(place.row == 3)
    try folder.write(
      "e",
      [
        (ColumnSchema("image_id", .string), .strings(Array(ids[..<3]))),
        (
          ColumnSchema("embedding", .list(.float)),
          .floatLists(values: [1, 0, 1, .infinity, 0, 1], offsets: [0, 2, 4, 6])
        ),
      ])
    let vectors = folder.pick(predictions: nil, embeddings: "e", batch: PickFolder.batch(1, .kcenter))
    guard case .row("--embeddings", _, ids[1], .notFinite(position: 1))? = error(folder, vectors) else {
      Issue.record("no wrong vector")
      return
    }
  }

  @Test func aFileThatFitsNothingSaysWhy() throws {
    let folder = try PickFolder()
    try folder.predictions(rowGroupRows: 7)
    try folder.ids("l", ids.map { "images/" + $0 })
    guard case .nothingFits(let join)? = error(folder, folder.pick(labelled: "l")) else {
      Issue.record("it fits")
      return
    }
    #expect(join.kind == .labelled && join.matched == 0 && join.total == 40 && join.ids == 40)
    #expect(join.example?.unmatched == "images/im1000.png" && join.example?.image == "im1000.png")
    #expect(join.cause?.contains("the prefix 'images/' is one too many") == true)
    try folder.embeddings(ids: ["a", "b"])
    guard case .nothingFits(let vectors)? = error(folder, folder.pick(embeddings: "e")) else {
      Issue.record("it fits")
      return
    }
    #expect(vectors.kind == .embeddings && vectors.total == 40 && vectors.ids == 2 && vectors.cause == nil)
  }

  @Test func labelledImagesThatHaveAVectorAloneCountAsFound() throws {
    let folder = try PickFolder()
    try folder.predictions(rows: Array(0..<30))
    try folder.embeddings()
    try folder.ids("l", Array(ids[30...]))
    let report = try folder.pick(embeddings: "e", labelled: "l").run(out: folder.file("out"))
    #expect(report.joins.map(\.kind) == [.embeddings, .labelled])
    #expect(report.joins.map(\.matched) == [30, 10] && report.joins.map(\.total) == [30, 10])
    #expect(report.ranked == 30)
  }

  @Test func moreThanThereIsCannotBeAskedFor() throws {
    let folder = try PickFolder()
    try folder.predictions()
    try folder.ids("l", Array(ids[..<10]))
    let pick = folder.pick(labelled: "l", batch: PickFolder.batch(31))
    #expect(error(folder, pick) == .tooFew(asked: 31, available: 30))
    try folder.predictions("none", rows: [])
    #expect(error(folder, folder.pick(predictions: "none")) == .tooFew(asked: 5, available: 0))
  }

  @Test func anImageWithoutAVectorIsNamedWhereOneIsNeeded() throws {
    let folder = try PickFolder()
    try folder.predictions()
    try folder.embeddings(ids: ids.filter { $0 != ids[2] })
    let pick = folder.pick(embeddings: "e", batch: PickFolder.batch(5, .kcenter))
    #expect(error(folder, pick) == .noEmbedding(image: ids[2]))
  }
}
