import Draws

/// A part's surface as it lies in front of the camera during one run, without light, lens or sensor.
///
/// It is drawn once a run, with two samples to a pixel and a margin around the image; the run's frames are
/// taken from it.
struct SurfacePlate: Sendable {
  /// How far the plate reaches from the middle, in units of 1/96 of the image's side.
  static let reach: Float = 60

  let shape: PartShape
  let texture: SurfaceTexture
  /// Towards the light.
  let light: Vector
  private let side: Int
  private let samplesPerUnit: Float
  /// Grey levels without the texture.
  private let tone: [Float]
  /// The texture in grey levels, 0 off the metal.
  private let grain: [Float]
  /// 1 on metal, 0 beside it.
  private let metal: [Float]

  /// Draws the surface of a run.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - imageSide: The side of its images in pixels.
  ///   - randomSeed: The seed of the data set.
  init(_ run: Production.Run, imageSide: Int, randomSeed: UInt64) {
    var part = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/part").stream(run.part)
    var own = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/run").stream(run.name)
    let outline = PartShape(&part, edged: run.edged)
    let base = part.number(105...165)
    shape = outline.moved(by: Vector(own.number(-1.8...1.8), own.number(-1.8...1.8)))
    texture = SurfaceTexture(process: run.process, part: &part, run: &own)
    var station = Draw(randomSeed: randomSeed, iteration: 0, stage: "factory/station").stream(run.line)
    light = Vector(angle: station.angle() + own.uniform(in: -0.15...0.15))
    side = imageSide * 5 / 2
    samplesPerUnit = Float(side) / (2 * Self.reach)
    let backdrop = own.number(16...44)
    let unevenness = ValueNoise(seed: own.next())
    let level = base * own.number(0.94...1.06)
    let stepTone = own.number(8...20) * own.sign()
    let antialias = 0.6 / samplesPerUnit

    var tone = [Float](repeating: 0, count: side * side)
    var grain = tone
    var metal = tone
    for row in 0..<side {
      let y = (Float(row) + 0.5) / samplesPerUnit - Self.reach
      for column in 0..<side {
        let point = Vector((Float(column) + 0.5) / samplesPerUnit - Self.reach, y)
        let nearest = shape.nearest(point)
        let cover = Smooth.step(nearest.distance, from: -antialias, to: antialias)
        var surface = level + 5 * unevenness.at(point.x / 31, point.y / 31)
        if let step = shape.step {
          let distance = step.normal.dot(point) - step.offset
          surface += stepTone * Smooth.step(distance, from: -0.5, to: 0.5)
          surface -= 34 * (1 - Smooth.step(abs(distance), from: 0.2, to: 1.3))
        }
        let onBevel = 1 - Smooth.step(nearest.distance, from: shape.bevel - 0.5, to: shape.bevel + 0.3)
        surface += onBevel * (14 + 46 * nearest.outward.dot(light))
        var beside = backdrop + 5 * unevenness.at(point.x / 9 + 50, point.y / 9)
        if nearest.isOpening {
          let depth = Smooth.step(-nearest.distance, from: 0, to: 5)
          beside += (1 - depth) * (12 + 30 * nearest.outward.dot(light))
        }
        let index = row * side + column
        tone[index] = Smooth.blend(beside, surface, cover)
        metal[index] = cover
        grain[index] = cover > 0 ? cover * (1 - 0.7 * onBevel) * texture.gain * texture.grain(point) : 0
      }
    }
    self.tone = tone
    self.grain = grain
    self.metal = metal
  }

  /// What the plate has at a point of the scene; beyond its margin, what it has at the margin.
  ///
  /// - Parameters:
  ///   - point: The point.
  ///   - slide: How far the texture has moved on the part: the marks of two parts are alike, not the same.
  /// - Returns: Grey levels without the texture, those of the texture, and the share of metal.
  @inline(__always)
  func sample(_ point: Vector, slide: Vector) -> (tone: Float, grain: Float, metal: Float) {
    let place = locate(point)
    let mark = locate(point + slide)
    return (
      blend(tone, place), blend(grain, mark) * blend(metal, place), blend(metal, place)
    )
  }

  /// How much of a disc is metal, 0 or 1, by the outline alone.
  func metalCover(_ centre: Vector, radius: Float) -> Float {
    min(1, max(0, shape.nearest(centre).distance / max(radius, 0.1)))
  }

  private struct Place {
    let index: Int
    let u: Float
    let v: Float
  }

  @inline(__always)
  private func locate(_ point: Vector) -> Place {
    let last = Float(side) - 1.001
    let x = min(last, max(0, (point.x + Self.reach) * samplesPerUnit - 0.5))
    let y = min(last, max(0, (point.y + Self.reach) * samplesPerUnit - 0.5))
    let column = Int(x)
    let row = Int(y)
    return Place(index: row * side + column, u: x - Float(column), v: y - Float(row))
  }

  @inline(__always)
  private func blend(_ values: [Float], _ place: Place) -> Float {
    let upper = Smooth.blend(values[place.index], values[place.index + 1], place.u)
    let lower = Smooth.blend(values[place.index + side], values[place.index + side + 1], place.u)
    return Smooth.blend(upper, lower, place.v)
  }
}
