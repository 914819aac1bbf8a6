import Columnar
import Foundation
import Pipeline
import Storage
import Testing

/// Why an image is in a batch, or what it lacked.
@Suite struct SelectionTracesTests {
  private let images = SmallPipeline.images

  private func trace(_ image: String, _ number: Int = 1, in small: SmallPipeline) throws -> SelectionTrace {
    try #require(try SelectionTraces(small.directory(), number)).trace(of: image)
  }

  @Test func theWayEndsWhereTheTablesSayThatItDoes() async throws {
    let (small, marked) = (try await PreparedPipelines.shared(), try await PreparedPipelines.marked())
    let scores = try small.table("001/score/scores")
    let passed = Dictionary(
      uniqueKeysWithValues: zip(try scores.strings("image_id").strings, try scores.bools("passed")))
    let batch = Set(try small.table("001/cluster/selection").strings("image_id").strings)
    let candidates = Set(try small.table("001/score/candidates").strings("image_id").strings)
    let traces = try #require(try SelectionTraces(small.directory(), 1))
    var ends: [SelectionTrace.End: Int] = [:]
    for (image, isBelow) in passed {
      let expected: SelectionTrace.End =
        batch.contains(image)
        ? .picked : candidates.contains(image) ? .notChosen : isBelow ? .cut : .pastThreshold
      #expect(try traces.trace(of: image).end == expected, "\(image)")
      ends[expected, default: 0] += 1
    }
    #expect(ends[.picked] == 5 && ends[.notChosen] == 4)
    #expect(ends[.cut, default: 0] > 0 && ends[.pastThreshold, default: 0] > 0)

    for (image, role) in [(images[24], "monitoring"), (images[27], "withheld"), (images[28], "calibration")] {
      let trace = try trace(image, in: small)
      #expect(trace.end == .heldOut && trace.role == role && trace.score == nil, "\(image)")
    }
    let copy = try trace(SmallPipeline.copy, in: small)
    #expect(copy.end == .copy && copy.copyOf == images[3] && copy.role == nil && copy.group == "lot8")
    let torn = try trace(SmallPipeline.torn, in: small)
    #expect(torn.end == .broken && torn.fault == "no_picture")
    let disputed = try trace(marked.disputed, in: small)
    #expect(disputed.end == .labelled && disputed.otherBatches == [0] && disputed.label == nil)
    #expect(disputed.earlier?.iteration == 0 && disputed.earlier?.decidedBy == "majority")
    #expect(disputed.earlier?.votes.map(\.annotator) == ["ben", "chi", "ana"])
  }

  @Test func amendedLabelsAreReportedWithoutVotes() async throws {
    let (small, marked) = (try await PreparedPipelines.shared(), try await PreparedPipelines.marked())
    let corrected = try trace(marked.corrected, in: small)
    #expect(corrected.end == .labelled)
    #expect(corrected.earlier?.label == SmallPipeline.wrong(marked.corrected))
    #expect(corrected.earlier?.decidedBy == "correction" && corrected.earlier?.iteration == 1)
    #expect(corrected.earlier?.votes.isEmpty == true)
    #expect(try trace(marked.late, in: small).earlier?.label == SmallPipeline.truth(marked.late))
    // Of iteration 0 what its own people answered.
    let then = try trace(marked.corrected, 0, in: small)
    #expect(then.earlier == nil && then.label?.label == SmallPipeline.truth(marked.corrected))
  }

  @Test func theReceiptOfAPickIsReported() async throws {
    let (small, marked) = (try await PreparedPipelines.shared(), try await PreparedPipelines.marked())
    let open = try trace(marked.open, in: small)
    let pick = try #require(open.pick)
    #expect(pick.rank == 1 && pick.batch == 5 && pick.share == "uncertain" && pick.method == "rank" && pick.tied == 1)
    #expect(open.score?.rank == 1 && open.score?.candidateRank == 1 && open.score?.value ?? 1 < 0.002)
    #expect(open.score?.threshold?.side == .below && open.score?.threshold?.limit == 0.3)
    #expect(open.score?.candidates == 8 && open.score?.filled == 0)
    // People had not come to a label; now they have.
    #expect(open.earlier?.label == nil && open.earlier?.decidedBy == "undecided" && open.otherBatches == [0])
    #expect(open.label?.label == SmallPipeline.truth(marked.open) && open.label?.iteration == 1)

    let selection = try small.table("001/cluster/selection")
    let place = try #require(try selection.strings("share").strings.firstIndex(of: "random"))
    let drawn = try trace(selection.strings("image_id")[place], in: small)
    let unlabelled = try small.table("001/score/scores").rowCount
    #expect(drawn.end == .picked && drawn.pick?.share == "random" && drawn.pick?.method == nil)
    #expect(drawn.random?.drawn == 1 && drawn.random?.from == unlabelled - 4)
    #expect(drawn.label?.label == SmallPipeline.truth(drawn.image) && drawn.label?.votes.count == 2)
  }

  @Test func everyUnlabelledImageHasAPlaceOfItsOwn() async throws {
    let small = try await PreparedPipelines.shared()
    let table = try small.table("001/score/scores")
    let margins = try table.optionalDoubles("margin")
    let traces = try #require(try SelectionTraces(small.directory(), 1))
    let scored = try zip(table.strings("image_id").strings, margins.map { $0 ?? .nan }).map { image, margin in
      (margin: margin, score: try #require(try traces.trace(of: image).score))
    }
    let ranked = scored.sorted { ($0.score.rank ?? 0) < ($1.score.rank ?? 0) }
    #expect(ranked.map(\.score.rank) == Array(1...scored.count))
    #expect(ranked.map(\.margin) == margins.compactMap(\.self).sorted())
    #expect(scored.allSatisfy { $0.score.unlabelled == scored.count && $0.score.value == $0.margin })
    #expect(scored[0].score.passing == margins.count { ($0 ?? 1) < 0.3 })
  }

  @Test func anImageThatPeopleCameToNoLabelAboutIsNotALabelledOne() async throws {
    let (small, marked) = (try await PreparedPipelines.withAmendments(), try await PreparedPipelines.marked())
    try small.writePredictions()
    try await small.run(1, .until("embed"))
    #expect(try trace(marked.open, in: small).end == .notScored)
    try await small.run(1, .until("score"))
    #expect(try trace(marked.open, in: small).end == .noBatch)
    try await small.run(1, .until("cluster"))
    let found = try trace(marked.open, in: small)
    #expect(found.earlier?.label == nil && found.earlier?.decidedBy == "undecided")
    let candidates = try small.table("001/score/candidates").strings("image_id").strings
    let batch = try small.table("001/cluster/selection").strings("image_id").strings
    if batch.contains(marked.open) {
      #expect(found.end == .picked)
    } else if candidates.contains(marked.open) {
      #expect(found.end == .notChosen)
    } else {
      #expect(found.end == (SmallPipeline.margin(marked.open) < 0.3 ? .cut : .pastThreshold))
    }
  }

  @Test func theFirstBatchIsDrawnOfStrata() async throws {
    let (small, marked) = (try await PreparedPipelines.shared(), try await PreparedPipelines.marked())
    let draw = try small.table("000/seed/draw")
    let place = try #require(try draw.strings("stratum").strings.firstIndex(of: String(marked.disputed.prefix(4))))
    let picked = try trace(marked.disputed, 0, in: small)
    #expect(picked.end == .picked && picked.score == nil && picked.random == nil && picked.pick?.share == "seed")
    #expect(picked.stratum?.by == "group" && picked.stratum?.name == String(marked.disputed.prefix(4)))
    #expect(try picked.stratum?.images == draw.optionalInt64s("images")[place].map(Int.init))
    #expect(try picked.stratum?.picked == draw.optionalInt64s("picked")[place].map(Int.init))
    // The second round decided, against the first.
    #expect(picked.label?.label == SmallPipeline.wrong(marked.disputed) && picked.label?.decidedBy == "majority")
    #expect(picked.label?.votes.map(\.round) == [1, 1, 2] && picked.label?.votes.last?.senior == true)

    let batch = Set(try small.table("000/seed/selection").strings("image_id").strings)
    let other = try #require(images[..<24].first { !batch.contains($0) })
    #expect(try trace(other, 0, in: small).end == .notDrawn)
    #expect(try SelectionTraces(small.directory(), 2) == nil)
  }

  @Test func aBatchThatIsDrawnAsAWholeIsReportedAsADraw() async throws {
    let small = try await PreparedPipelines.withAmendments()
    try small.edit(
      "{method: rank, batch: 5, candidates: 2x, shares: {random: 0.2}}", "{method: random, batch: 5}")
    try await small.run(1, .until("cluster"))
    let scored = try small.table("001/score/scores").strings("image_id").strings
    let batch = Set(try small.table("001/cluster/selection").strings("image_id").strings)
    let traces = try #require(try SelectionTraces(small.directory(), 1))
    for image in scored {
      let trace = try traces.trace(of: image)
      #expect(trace.end == (batch.contains(image) ? .picked : .notDrawn), "\(image)")
      #expect(trace.random?.drawn == 5 && trace.random?.from == scored.count)
    }
  }

  @Test func capsAreReportedWithTheImagesThatFillThem() async throws {
    let small = try await PreparedPipelines.withAmendments()
    try small.edit("candidates: 2x,", "candidates: 3x, near_duplicates: 0.03, per_group: 1,")
    try await small.run(1, .until("cluster"))
    let table = try small.table("001/cluster/considered")
    let considered = zip(try table.strings("image_id").strings, try table.strings("fate").strings).map { ($0, $1) }
    let batch = Set(try small.table("001/cluster/selection").strings("image_id").strings)
    let traces = try #require(try SelectionTraces(small.directory(), 1))
    var ends: Set<SelectionTrace.End> = []
    for (image, fate) in considered where fate != "picked" {
      let trace = try traces.trace(of: image)
      ends.insert(trace.end)
      switch fate {
      case "near_duplicate":
        let other = try #require(trace.considered?.nearDuplicateOf)
        #expect(trace.end == .nearDuplicate && trace.considered?.instead.map(batch.contains) != false)
        // Neighbours on the circle, one place apart.
        let apart = abs((images.firstIndex(of: image) ?? 0) - (images.firstIndex(of: other) ?? 0))
        #expect(apart == 1 || apart == 31, "\(image) \(other)")
      case "group_cap":
        let group = try #require(trace.considered?.fromGroup)
        #expect(trace.end == .groupCap && !group.isEmpty)
        #expect(group.allSatisfy { batch.contains($0) && $0.prefix(4) == image.prefix(4) }, "\(image) \(group)")
      default: #expect(trace.end == .notChosen)
      }
    }
    #expect(ends.contains(.nearDuplicate) && ends.contains(.groupCap))
  }

  @Test func anImageOfAnotherPoolSaysWhereItIs() async throws {
    let (small, marked) = (try await PreparedPipelines.withAmendments(), try await PreparedPipelines.marked())
    let batch = Set(try small.table("000/seed/selection").strings("image_id").strings)
    let free = images[..<24].filter { !batch.contains($0) && $0 != images[3] }
    let bytes = try Files.read("\(small.path)/images/\(free[0])")
    try small.write(bytes, to: "images/moved/here.png")
    try small.remove("images/\(free[0])")
    try small.remove("images/\(free[1])")
    try small.write(try Files.read("\(small.path)/images/\(marked.disputed)"), to: "images/moved/there.png")
    try small.write(try Files.read("\(small.path)/images/\(free[2])") + [1], to: "images/\(marked.disputed)")
    try await small.run(1, .until("pool"))
    let moved = try trace(free[0], in: small)
    #expect(moved.end == .notInPool && moved.pools == [0] && moved.movedTo == "moved/here.png")
    let gone = try trace(free[1], in: small)
    #expect(gone.end == .notInPool && gone.pools == [0] && gone.movedTo == nil)
    // The label went with the bytes; the name means other bytes now.
    let there = try trace("moved/there.png", in: small)
    #expect(there.end == .labelled && there.earlier?.image == marked.disputed)
    let renewed = try trace(marked.disputed, in: small)
    #expect(renewed.earlier == nil && renewed.otherBytes?.label == SmallPipeline.wrong(marked.disputed))
    #expect(renewed.end == .notScored)
  }

  @Test func anUnknownImageIsReportedWithThoseThatItsPathMayMean() async throws {
    let small = try await PreparedPipelines.shared()
    func near(_ word: String) throws -> [String]? {
      do {
        _ = try trace(word, in: small)
        return nil
      } catch let error as UnknownImageError {
        #expect(error.image == word)
        return error.near
      }
    }
    #expect(try near("im05.png") == [images[5]])
    #expect(try near("photos/\(images[5])") == [images[5]])
    #expect(try near("lot1")?.sorted() == Array(images[4...7]))
    // The last letters of a name are no part of its path.
    #expect(try near("5.png") == [])
    #expect(try near("lot1/im50.png")?.isEmpty == false)
    #expect(try near("")?.isEmpty == true)
  }
}
