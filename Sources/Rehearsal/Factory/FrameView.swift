import Draws

/// How one frame sees the plate: its pose and its light.
struct FrameView: Sendable {
  private let turn: Vector
  private let shift: Vector
  /// How far the texture has moved on this part, along its marks.
  let slide: Vector
  private let exposure: Float
  private let slope: Vector
  private let bandDirection: Vector
  private let bandPlace: Float
  private let bandGain: Float
  private let marks: Float
  /// What motion and focus add to the lens's softness.
  let blur: Float

  /// Draws the view of a frame.
  ///
  /// - Parameters:
  ///   - frame: The draws of the frame.
  ///   - run: The draws of the run's light.
  ///   - plate: What is seen.
  init(frame: inout DrawStream, run: inout DrawStream, plate: SurfacePlate) {
    let angle = frame.normal() * 0.004
    turn = Vector(angle: angle)
    shift = Vector(Float(frame.normal()) * 0.8, Float(frame.normal()) * 0.8)
    let lay = plate.texture.lay(at: Vector(0, 0)) ?? frame.direction()
    slide = lay * frame.number(-6...6) + lay.turned * frame.number(-0.7...0.7)
    exposure = run.number(0.88...1.14) * frame.number(0.95...1.05)
    slope = plate.light * run.number(0.02...0.14) + frame.direction() * 0.02
    bandDirection = run.direction()
    bandPlace = run.number(-30...30) + frame.number(-3...3)
    bandGain = run.chance(0.45) ? run.number(0.05...0.16) : 0
    marks = run.number(0.9...1.1) * frame.number(0.93...1.07)
    blur = frame.chance(0.12) ? frame.number(0.02...0.08) : 0
  }

  /// The point of the plate that a point of the image shows.
  @inline(__always)
  func onPlate(_ point: Vector) -> Vector {
    Vector(turn.x * point.x - turn.y * point.y, turn.y * point.x + turn.x * point.y) + shift
  }

  /// The point of the image that shows a point of the plate.
  func inImage(_ point: Vector) -> Vector {
    let moved = point - shift
    return Vector(turn.x * moved.x + turn.y * moved.y, turn.x * moved.y - turn.y * moved.x)
  }

  /// How much light falls on a point of the image.
  @inline(__always)
  func light(_ point: Vector) -> Float {
    let across = abs(bandDirection.dot(point) - bandPlace)
    let band = bandGain * (1 - Smooth.step(across, from: 2, to: 26))
    return exposure * (1 + slope.dot(point) * (1 / 48) + band)
  }

  /// The plate as the frame sees it, without light.
  func canvas(_ plate: SurfacePlate, side: Int) -> Canvas {
    var canvas = Canvas(side: side)
    for row in 0..<side {
      for column in 0..<side {
        let index = row * side + column
        let seen = plate.sample(onPlate(canvas.point(column: column, row: row)), slide: slide)
        canvas.levels[index] = seen.tone + marks * seen.grain
        canvas.metal[index] = seen.metal
      }
    }
    return canvas
  }
}
