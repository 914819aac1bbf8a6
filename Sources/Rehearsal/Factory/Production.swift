import Draws

/// The runs of the lines: which part, when, in front of which camera, how many images.
struct Production: Sendable {
  /// A production run.
  struct Run: Sendable {
    let number: Int
    let name: String
    let line: String
    let camera: String
    /// A name for the draws of the part, which other runs may share.
    let part: String
    /// How the part is made.
    let process: SurfaceTexture.Process
    /// Whether the part has a straight edge in view.
    let edged: Bool
    let images: Range<Int>
    /// The second in which each image was taken.
    let times: [Int64]
  }

  let runs: [Run]

  private static let lines = 4
  private static let partsPerLine = 2
  /// 2026-03-02T05:00:00Z, a Monday.
  private static let opening: Int64 = 1_772_427_600

  /// Plans the runs of `count` images.
  init(count: Int, randomSeed: UInt64) {
    let draw = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/production")
    var shuffler = draw.stream("processes")
    let processes = shuffler.shuffled(SurfaceTexture.Process.allCases)
    var clocks = (0..<Self.lines).map { Self.opening + Int64($0) * 437 }
    var runs: [Run] = []
    var first = 0
    while first < count {
      let number = runs.count
      let line = number % Self.lines
      var stream = draw.stream("run/\(number)")
      let part = number < Self.lines ? 0 : stream.below(Self.partsPerLine)
      let camera = stream.below(2)
      let size = min(count - first, 14 + stream.below(23))
      let pause = 600 + Int64(stream.below(3_600))
      let cycle = 5 + Int64(stream.below(10))
      var times: [Int64] = []
      var clock = clocks[line] + pause
      for _ in 0..<size {
        clock += cycle + Int64(stream.below(4))
        times.append(clock)
      }
      clocks[line] = clock
      runs.append(
        Run(
          number: number, name: "r" + FactoryLists.padded(Int64(number + 1), 4), line: "L\(line + 1)",
          camera: "L\(line + 1)-\(camera == 0 ? "a" : "b")", part: "L\(line + 1)/\(part)",
          process: processes[(line + part * Self.lines) % processes.count],
          edged: part == 0, images: first..<first + size, times: times))
      first += size
    }
    self.runs = runs
  }
}
