import Pipeline
import Stages
import Storage
import Testing

/// A person's word that labels are wrong.
@Suite struct CorrectingTests {
  private func request(
    _ image: String, _ label: String, author: String = "lea", reason: String = "seen again"
  ) -> Correcting.Request {
    .init(image: image, label: label, author: author, reason: reason)
  }

  private func kept(_ small: SmallPipeline) throws -> Int {
    small.has("data/corrections") ? try Files.list("\(small.path)/data/corrections").count : 0
  }

  @Test func correctionsAreNumberedAndSayWhatTheySupersede() async throws {
    let (small, marked) = (try await PreparedPipelines.sealedOnce(), try await PreparedPipelines.marked())
    let directory = try small.directory()
    let wrong = SmallPipeline.wrong(marked.corrected)
    let (first, enters) = try Correcting(directory).keep([
      request(marked.corrected, wrong), request(marked.open, "cannot_tell", author: "max"),
    ])
    #expect(enters == 1 && first.map(\.number) == [1, 2] && first.map(\.author) == ["lea", "max"])
    #expect(first.map(\.supersedes.label) == [SmallPipeline.truth(marked.corrected), nil])
    #expect(first.map(\.supersedes.iteration) == [0, 0])
    let bytes = try Files.digest(of: "\(small.path)/images/\(marked.corrected)").digest.hex
    #expect(first[0].sha256 == bytes && first[0].time.hasSuffix("Z"))
    // The next ones go on with the numbers, so that the later of two on one image holds.
    let (second, _) = try Correcting(directory).keep([request(marked.corrected, SmallPipeline.truth(marked.corrected))])
    #expect(second.map(\.number) == [3])
    #expect(try CorrectionFolder(directory).entries().map(\.correction) == first + second)
    #expect(try kept(small) == 3)
  }

  @Test func aCorrectionEntersTheIterationWhoseBatchIsNotOut() async throws {
    let marked = try await PreparedPipelines.marked()
    let request = request(marked.disputed, SmallPipeline.truth(marked.disputed))
    let out = try await PreparedPipelines.withBatchOut()
    #expect(try Correcting(out.directory()).keep([request]).enters == 2)
    let chosen = try await PreparedPipelines.withAmendments()
    try await chosen.run(1, .until("cluster"))
    #expect(try Correcting(chosen.directory()).keep([request]).enters == 1)
    #expect(try Correcting(await PreparedPipelines.sealedTwice().directory()).keep([request]).enters == 2)
  }

  @Test func aCorrectionIsRefusedByNameAndNoneIsKept() async throws {
    let (small, marked) = (try await PreparedPipelines.sealedOnce(), try await PreparedPipelines.marked())
    let correcting = Correcting(try small.directory())
    let good = request(marked.corrected, "dent")
    #expect(throws: CorrectionError.unknownClass("dnet", image: marked.corrected, nearest: "dent")) {
      try correcting.keep([good, request(marked.corrected, "dnet")])
    }
    let batch = Set(try small.table("000/seed/selection").strings("image_id").strings)
    let free = SmallPipeline.images[..<24].filter { !batch.contains($0) }
    do {
      _ = try correcting.keep([good, request(free[0], "dent")])
      Issue.record("an image without a label was corrected")
    } catch CorrectionError.noLabel(let image, _) {
      #expect(image == free[0])
    }
    do {
      _ = try correcting.keep([request(free[0], "dent"), good, request(free[1], "dent")])
      Issue.record("images without a label were corrected")
    } catch CorrectionError.noLabels(let images, let count, _) {
      #expect(images == [free[0], free[1]] && count == 3)
    }
    for (author, reason, name) in [
      (" \n", "r", "author"), ("a", "", "reason"), ("a", String(repeating: "x", count: 4097), "reason"),
    ] {
      #expect(throws: CorrectionError.unusable(name, image: marked.corrected)) {
        try correcting.keep([good, request(marked.corrected, "dent", author: author, reason: reason)])
      }
    }
    #expect(try kept(small) == 0)
    let fresh = try SmallPipeline()
    #expect(throws: CorrectionError.nothingSealed) { try Correcting(fresh.project().directory()).keep([good]) }
  }

  @Test func aFileOfCorrectionsMayNameItsAuthors() throws {
    let small = try SmallPipeline()
    func requests(_ text: String, author: String? = nil, reason: String? = nil) throws -> [String] {
      try small.write(text, to: "corrections.csv")
      return try Correcting.requests("\(small.path)/corrections.csv", author: author, reason: reason)
        .map { "\($0.image) \($0.label) \($0.author) \($0.reason)" }
    }
    let whole = "image,author,label,reason\na.png,lea,dent,seen\nb.png,,good,\n"
    #expect(try requests(whole) == ["a.png dent lea seen", "b.png good  "])
    // What the file says comes before what holds for all of it.
    #expect(try requests(whole, author: "max", reason: "all") == ["a.png dent lea seen", "b.png good max all"])
    #expect(try requests("image,label\na.png,dent\n", author: "max", reason: "all") == ["a.png dent max all"])
    #expect(throws: DataError.self) { try requests("image,label\na.png,dent\n", author: "max") }
    #expect(throws: DataError.self) { try requests("picture,label\na.png,dent\n", author: "max", reason: "r") }
  }
}
