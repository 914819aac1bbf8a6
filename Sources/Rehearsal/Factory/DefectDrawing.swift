import Draws

/// Draws the defect of one frame.
///
/// What the frames of a burst have in common comes from `shape`, drawn afresh for each of them in the same
/// order; what differs from frame to frame comes from `own`.
struct DefectDrawing: Sendable {
  var shape: DrawStream
  var own: DrawStream
  let view: FrameView
  let plate: SurfacePlate
  /// How plain the defect is, 0 for the faintest to 1.
  let severity: Float
  /// Where on the part a defect of this kind is likeliest: what causes it always acts at the same place.
  let home: Vector

  /// Prepares the draws of a defect.
  ///
  /// - Parameters:
  ///   - order: The defect.
  ///   - image: A name for the frame's own draws.
  ///   - view: How the frame sees the plate.
  ///   - plate: The surface of the run.
  ///   - randomSeed: The seed of the data set.
  init(_ order: DefectPlan.Order, image: String, view: FrameView, plate: SurfacePlate, randomSeed: UInt64) {
    let draw = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/defect")
    shape = draw.stream(order.burst)
    own = draw.stream(image)
    self.view = view
    self.plate = plate
    let common = Float(shape.uniform())
    home = Self.home(order.kind, randomSeed: randomSeed)
    severity = min(1, max(0, 0.65 * common + 0.5 * Float(own.uniform()) - 0.05))
  }

  /// Draws a defect of a kind.
  mutating func draw(_ kind: DefectKind, on canvas: inout Canvas) {
    switch kind {
    case .scratch: drawScratch(on: &canvas)
    case .discoloration: drawDiscoloration(on: &canvas)
    case .foreignParticle: drawParticle(on: &canvas)
    case .edgeChip: drawChip(on: &canvas)
    case .dent: drawDent(on: &canvas)
    case .contamination: drawContamination(on: &canvas)
    case .microCrack: drawCrack(on: &canvas)
    }
  }

  /// The likeliest place of a kind of defect: the kinds are spread over the quarters of the image.
  static func home(_ kind: DefectKind, randomSeed: UInt64) -> Vector {
    var stream = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/home").stream("all")
    let quarters = stream.shuffled(Array(DefectKind.allCases.indices))
    let quarter = quarters[DefectKind.allCases.firstIndex(of: kind) ?? 0]
    let x = stream.number(15...19) * (quarter & 1 == 0 ? 1 : -1)
    let y = stream.number(15...19) * (quarter & 2 == 0 ? 1 : -1)
    return Vector(x, y)
  }

  /// A number between two, the first for the faintest defect.
  func by(_ faint: Float, _ plain: Float) -> Float {
    Smooth.blend(faint, plain, severity)
  }

  /// A place on metal with room for a disc, near the burst's own place; the roomiest of those tried.
  ///
  /// - Parameters:
  ///   - canvas: Tells where there is metal.
  ///   - radius: The radius of the disc.
  ///   - spread: How far the frames of a burst differ.
  /// - Returns: A point of the image.
  mutating func place(on canvas: Canvas, radius: Float, spread: Float = 4) -> Vector {
    let limit = Double(47 - min(40, radius * 0.8))
    var best = Vector(0, 0)
    var bestCover: Float = -1
    // The burst looks for its place on the plate as it lies, so that its frames agree on it.
    var common = Vector(0, 0)
    for attempt in 0..<40 where bestCover < 0.99 {
      let candidate = shape.point(near: home, spread: 7 + 0.3 * Float(attempt))
      let cover = plate.metalCover(candidate, radius: radius)
      if cover > bestCover { (common, bestCover) = (candidate, cover) }
    }
    bestCover = -1
    for attempt in 0..<24 where bestCover < 0.99 {
      let candidate = view.inImage(own.point(near: common, spread: spread * (1 + Float(attempt) * 0.1)))
      guard abs(candidate.x) <= Float(limit), abs(candidate.y) <= Float(limit) else { continue }
      let cover = canvas.metalCover(candidate, radius: radius)
      if cover > bestCover { (best, bestCover) = (candidate, cover) }
    }
    return bestCover < 0 ? view.inImage(common) : best
  }
}
