import Pipeline
import Rehearsal
import Stages
import Testing

/// The holdouts and the calibration set of a spec.
@Suite struct SplitFilesTests {
  private func small() throws -> SmallPipeline {
    let small = try SmallPipeline()
    for name in ["monitoring", "calibration"] { try small.remove("labels/\(name).csv") }
    return small
  }

  private func split(_ small: SmallPipeline, replace: Bool = false) throws -> [SplitFiles.Line] {
    let options = SplitOptions(
      monitoring: .init(share: 0.25, minimumPerClass: 1), acceptance: .init(share: 0, minimumPerClass: 0),
      calibration: .init(share: 0.1, minimumPerClass: 1))
    return try SplitFiles(small.project()).write(
      labels: "\(small.path)/truth.csv", options: options, replace: replace)
  }

  private func images(_ small: SmallPipeline, _ name: String) throws -> [String] {
    try small.read("labels/\(name).csv").split(whereSeparator: \.isNewline).dropFirst()
      .map { String($0.prefix { $0 != "," }) }
  }

  @Test func wholeGroupsAreSetApartAndWrittenInOrder() throws {
    let small = try small()
    let lines = try split(small)
    let written = lines.compactMap { line -> String? in
      if case .written(let path, let images, let groups) = line {
        "\(path.dropFirst(small.path.count)) \(images) \(groups)"
      } else {
        nil
      }
    }
    var seen: Set<String> = []
    var expected: [String] = []
    for name in ["monitoring", "calibration"] {
      let images = try images(small, name)
      #expect(images == images.sorted() && seen.isDisjoint(with: images) && !images.isEmpty)
      seen.formUnion(images)
      if name == "monitoring" {
        let lots = Set(images.map { $0.prefix(4) })
        let all = SmallPipeline.images + [SmallPipeline.copy, SmallPipeline.torn]
        #expect(Set(all.filter { lots.contains($0.prefix(4)) }) == Set(images))
        #expect(
          try small.read("labels/monitoring.csv").split(whereSeparator: \.isNewline)
            == SmallPipeline.csv(images).split(whereSeparator: \.isNewline))
      }
      expected.append("/labels/\(name).csv \(images.count) \(Set(images.map { $0.prefix(4) }).count)")
    }
    #expect(written == expected)
    guard case .joined(let join)? = lines.first else {
      Issue.record("no join")
      return
    }
    #expect(join.rows == 34 && join.matched == 34)
  }

  @Test func aHoldoutThatIsThereIsLeftAlone() throws {
    let small = try small()
    _ = try split(small)
    let before = try small.read("labels/monitoring.csv")
    try small.edit("random_seed: 5", "random_seed: 11")
    let kept = try split(small).compactMap { if case .kept(let path) = $0 { path } else { nil } }
    #expect(kept == ["\(small.path)/labels/monitoring.csv", "\(small.path)/labels/calibration.csv"])
    #expect(try small.read("labels/monitoring.csv") == before)
    let again = try split(small, replace: true)
    #expect(again.allSatisfy { if case .kept = $0 { false } else { true } })
    #expect(try small.read("labels/monitoring.csv") != before)
  }

  @Test func imagesOfNoGroupAreCountedOrRefused() throws {
    let small = try small()
    let metadata = try small.read("images/metadata.csv").split(separator: "\n")
    try small.write(metadata.dropLast(4).joined(separator: "\n") + "\n", to: "images/metadata.csv")
    let ungrouped = try split(small).compactMap { line -> [Int]? in
      if case .ungrouped(let images, let count, _) = line { [images, count] } else { nil }
    }
    #expect(ungrouped == [[4, 34]])
    try small.write(metadata.prefix(9).joined(separator: "\n") + "\n", to: "images/metadata.csv")
    do {
      _ = try split(small, replace: true)
      Issue.record("images without a group were split")
    } catch DataError.groupsUnknown(_, let labels, let without, let first) {
      #expect(labels == 34 && without == 26 && first == SmallPipeline.images[8])
    }
  }
}
