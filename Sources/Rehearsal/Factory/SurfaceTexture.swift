import Draws

/// The marks that a machining process leaves on metal.
struct SurfaceTexture: Sendable {
  /// How the surface was made.
  enum Process: CaseIterable, Sendable {
    case brushed, ground, milled, turned, blasted, honed
  }

  let process: Process
  /// How strong the marks are, in grey levels.
  let gain: Float
  /// Along the marks, where they are straight.
  private let along: Vector
  private let second: Vector
  private let centre: Vector
  private let otherCentre: Vector?
  private let period: Float
  private let shine: Vector
  private let shineGain: Float
  private let coarse: ValueNoise
  private let fine: ValueNoise
  private let rough: ValueNoise

  /// Draws the marks of a run.
  ///
  /// - Parameters:
  ///   - process: How the part is made.
  ///   - part: The draws of the part: what every run of it shares.
  ///   - run: The draws of the run.
  init(process: Process, part: inout DrawStream, run: inout DrawStream) {
    self.process = process
    let lay = 1.5707963267948966 + part.uniform(in: -0.6...0.6) + run.uniform(in: -0.03...0.03)
    along = Vector(angle: lay)
    second = Vector(angle: lay + part.uniform(in: 0.7...1.1))
    switch process {
    case .milled:
      centre = along * part.number(70...200)
      otherCentre = part.chance(0.35) ? along * part.number(-200 ... -80) : nil
      period = part.number(3.6...8)
    case .turned:
      centre = along * part.number(8...70)
      otherCentre = nil
      period = part.number(1.3...2.6)
    default:
      centre = Vector(0, 0)
      otherCentre = nil
      period = part.number(0.8...1.25)
    }
    let gains: ClosedRange<Double>
    switch process {
    case .brushed: gains = 6...10
    case .ground: gains = 6...9
    case .milled: gains = 6...11
    case .turned: gains = 6...10
    case .blasted: gains = 6...10
    case .honed: gains = 7...11
    }
    gain = part.number(gains) * run.number(0.9...1.1)
    shine = part.direction()
    shineGain = process == .turned ? part.number(0.6...1.4) : 0
    coarse = ValueNoise(seed: run.next())
    fine = ValueNoise(seed: run.next())
    rough = ValueNoise(seed: run.next())
  }

  /// Along the marks at a point; nil where they have no direction.
  func lay(at point: Vector) -> Vector? {
    switch process {
    case .brushed, .ground, .honed: return along
    case .blasted: return nil
    case .milled, .turned:
      let away = point - centre
      let length = away.length
      return length > 1 ? (away * (1 / length)).turned : along
    }
  }

  /// The marks at a point, about −1 to 1 and 0 on average.
  @inline(__always)
  func grain(_ point: Vector) -> Float {
    switch process {
    case .brushed: return streaks(point, along: along, length: 42)
    case .ground:
      let u = along.dot(point)
      let v = along.turned.dot(point)
      return 0.7 * coarse.at(u / 13, v / (0.8 * period)) + 0.5 * fine.at(u / 6, v / (1.6 * period))
    case .honed:
      return 0.65 * streaks(point, along: along, length: 26)
        + 0.65 * streaks(point, along: second, length: 26)
    case .blasted:
      let fineness = 1 / period
      return 0.7 * coarse.at(point.x * 0.6 * fineness, point.y * 0.6 * fineness)
        + 0.4 * fine.at(point.x * 1.1 * fineness, point.y * 1.1 * fineness)
        + 0.35 * rough.at(point.x * 0.17, point.y * 0.17)
    case .milled:
      var value = arcs(point, about: centre)
      if let otherCentre { value = 0.65 * value + 0.5 * arcs(point, about: otherCentre) }
      return value + 0.25 * rough.at(point.x * 0.9, point.y * 0.9)
    case .turned: return rings(point)
    }
  }

  @inline(__always)
  private func streaks(_ point: Vector, along: Vector, length: Float) -> Float {
    let u = along.dot(point)
    let v = along.turned.dot(point)
    return 0.6 * coarse.at(u / length, v / (0.9 * period)) + 0.4 * fine.at(u * 2 / length, v / (0.6 * period))
      + 0.35 * rough.at(u / (1.5 * length), v / 3.2)
  }

  /// The feed marks of a face mill: arcs at even distances, each of its own depth.
  @inline(__always)
  private func arcs(_ point: Vector, about middle: Vector) -> Float {
    let away = point - middle
    let radius = away.length
    let turns = radius / period
    let index = turns.rounded(.down)
    let fraction = turns - index
    let ridge = 1 - 2 * Smooth.step(abs(2 * fraction - 1))
    let number = Int64(index)
    let depth = 0.55 + 0.35 * coarse.corner(number, 1)
    return depth * ridge + 0.3 * coarse.corner(number, 2)
      + 0.3 * fine.at(radius * 1.3, middle.turned.dot(point) / (18 * middle.length))
  }

  /// The grooves of a lathe: rings about the axis, and the bow of light that they throw back.
  @inline(__always)
  private func rings(_ point: Vector) -> Float {
    let away = point - centre
    let radius = away.length
    let inverse = 1 / max(1, radius)
    let cosine = shine.dot(away) * inverse
    let bow = 2 * cosine * cosine - 1
    let grooves =
      0.75 * coarse.at(radius / period, 0.5) + 0.4 * coarse.at(radius * 2 / period, 9.5)
      + 0.3 * fine.at(radius / 6, 3.5)
    return grooves + shineGain * bow + 0.2 * rough.at(point.x * 0.8, point.y * 0.8)
  }
}
