import Labelling
import Testing
import Texts

/// What a payload shows must not tell calibration images from others.
@Suite struct BlindnessTests {
  private struct Seen {
    let calibration: Bool
    let position: Double
    let id: String
    let line: String
    let image: String
    let files: Int
  }

  /// Everything visible in the payloads of 60 exports, with what it stands for.
  private func exports() throws -> [Seen] {
    var seen: [Seen] = []
    for seed in 0..<60 {
      // Images of both kinds share one folder and one way of naming, as they do in a pool.
      let images = Fixtures.images(200)
      let plan = try WorkPlan.make(
        WorkRequest(
          selection: images.enumerated().filter { $0.offset % 3 != 0 }.map(\.element).prefix(60).map { $0 },
          calibration: images.enumerated().filter { $0.offset % 3 == 0 }.map(\.element),
          annotators: Fixtures.crowd(4), annotatorsPerImage: 2, calibrationPerSession: 20, iteration: 2,
          randomSeed: UInt64(seed)))
      let kinds = plan.tasks.reduce(into: [:]) { $0[$1.taskID] = $1 }
      for sheet in plan.worksheets {
        let bytes = LabelStudio.payload(
          tasks: sheet.tasks, addresses: TaskAddresses(prefix: "/data/local-files/?d=", style: .named))
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().dropLast()
        #expect(lines.count == sheet.tasks.count - 1)
        for (position, (task, line)) in zip(sheet.tasks, lines).enumerated() {
          let planned = try #require(kinds[task.taskID])
          seen.append(
            Seen(
              calibration: planned.calibration, position: Double(position) / Double(lines.count),
              id: task.taskID, line: String(line), image: task.imageID, files: planned.annotators.count))
        }
      }
    }
    return seen
  }

  /// The area under the ROC curve of `score` as a classifier: 0.5 is chance.
  private func area(_ seen: [Seen], _ score: (Seen) -> Double) -> Double {
    let scored = seen.map { (score: score($0), calibration: $0.calibration) }.sorted { $0.score < $1.score }
    var (rank, sum, positives) = (0, 0.0, 0)
    while rank < scored.count {
      var end = rank
      while end < scored.count, scored[end].score == scored[rank].score { end += 1 }
      let ties = scored[rank..<end].count { $0.calibration }
      sum += Double(ties) * (Double(rank + end - 1) / 2)
      positives += ties
      rank = end
    }
    let negatives = Double(scored.count - positives)
    return (sum - Double(positives * (positives - 1)) / 2) / (Double(positives) * negatives)
  }

  @Test func nothingVisibleSeparatesCalibrationFromTheRest() throws {
    let seen = try exports()
    #expect(seen.count { $0.calibration } > 4_000)
    let scores: [(String, (Seen) -> Double)] = [
      ("position", { $0.position }), ("distance from the middle", { abs($0.position - 0.5) }),
      ("id", { Double(Int($0.id.dropFirst().prefix(6), radix: 16) ?? 0) }),
      ("end of id", { Double(Int($0.id.suffix(6), radix: 16) ?? 0) }),
      ("parity", { Double((Int($0.id.suffix(1), radix: 16) ?? 0) & 1) }),
      ("length of id", { Double($0.id.utf8.count) }), ("length of line", { Double($0.line.utf8.count) }),
      ("files", { Double($0.files) }),
    ]
    for (name, score) in scores {
      let found = area(seen, score)
      #expect(abs(found - 0.5) < 0.02, "\(name): \(found)")
    }
  }

  @Test func lengthsFieldsAndFilesAreTheSame() throws {
    let seen = try exports()
    for kind in [true, false] {
      let part = seen.filter { $0.calibration == kind }
      #expect(Set(part.map(\.id.utf8.count)) == [33])
      #expect(Set(part.map(\.files)) == [2])
      let shapes = Set(
        part.map { item in
          item.line.replacing(item.id, with: "ID").replacing(item.image, with: "IMAGE")
            .replacing(/"rank":[0-9]+/, with: "RANK")
        })
      #expect(shapes == [#"{"data":{"image":"/data/local-files/?d=IMAGE","item_id":"ID",RANK}},"#])
    }
  }

  @Test func positionsAreUniform() throws {
    let seen = try exports()
    var (found, all) = ([Double](repeating: 0, count: 10), [Double](repeating: 0, count: 10))
    for item in seen {
      let bin = min(9, Int(item.position * 10))
      all[bin] += 1
      found[bin] += item.calibration ? 1 : 0
    }
    let share = Double(seen.count { $0.calibration }) / Double(seen.count)
    let chiSquare = zip(found, all).reduce(0.0) { sum, bin in
      let expected = bin.1 * share
      return sum + (bin.0 - expected) * (bin.0 - expected) / expected
    }
    // 9 degrees of freedom: 27.9 is exceeded once in a thousand.
    #expect(chiSquare < 27.9)
  }

  @Test func neighboursTellNothing() throws {
    // Runs of calibration images are as long as chance makes them: 40 % follow one another as 40 % are there.
    let seen = try exports()
    let pairs = zip(seen, seen.dropFirst()).filter { $0.0.position < $0.1.position }
    let share = Double(pairs.count { $0.0.calibration }) / Double(pairs.count)
    let together = Double(pairs.count { $0.0.calibration && $0.1.calibration }) / Double(pairs.count)
    #expect(abs(together - share * share) < 0.01)
  }

  /// "This board occurs twice in my list": whoever knows what group a picture is of learns nothing from how often one comes.
  @Test(arguments: [1, 2, 3])
  func groupsComeNoOftenerThanAmongTheBatch(_ repeats: Int) throws {
    let batch = Fixtures.images(60)
    let calibration = Fixtures.images(200, "known")
    var groups: [ExactText: String] = [:]
    for (index, image) in batch.enumerated() { groups[ExactText(image)] = "board \(index / repeats)" }
    // Whole groups of eight, as a calibration set that is held out has them; the last forty have none.
    for (index, image) in calibration.enumerated() where index < 160 { groups[ExactText(image)] = "known \(index / 8)" }
    for seed in 0..<20 {
      var request = WorkRequest(
        selection: batch, calibration: calibration, annotators: Fixtures.crowd(3), annotatorsPerImage: 2,
        calibrationPerSession: 30, iteration: 1, randomSeed: UInt64(seed))
      request.groups = groups
      let plan = try WorkPlan.make(request)
      let kinds = plan.tasks.reduce(into: [:]) { $0[$1.taskID] = $1.calibration }
      for sheet in plan.worksheets {
        var counts: [Bool: [String: Int]] = [:]
        for task in sheet.tasks {
          let isCalibration = kinds[task.taskID] == true
          if let group = groups[ExactText(task.imageID)] { counts[isCalibration, default: [:]][group, default: 0] += 1 }
        }
        let most = counts[false]?.values.max() ?? 1
        #expect(most <= repeats && (counts[true]?.values.max() ?? 0) <= most)
        #expect(sheet.tasks.count { kinds[$0.taskID] == true } == 30)
      }
    }
  }
}
