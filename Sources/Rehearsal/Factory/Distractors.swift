import Draws

/// What sound parts show too: oil, dust, feed lines, shallow dings, a marking; each just below what counts.
struct Distractors: Sendable {
  private let oil: Double
  private let dust: Double
  private let lines: Double
  private let dings: Double
  private let marking: Vector?
  private let markingSeed: UInt64

  /// Draws what a run tends to have.
  init(run: inout DrawStream) {
    oil = run.chance(0.3) ? run.uniform(in: 0.3...0.95) : 0.04
    dust = run.chance(0.3) ? run.uniform(in: 0.3...0.95) : 0.08
    lines = run.chance(0.25) ? run.uniform(in: 0.2...0.7) : 0.03
    dings = run.chance(0.15) ? run.uniform(in: 0.15...0.5) : 0.02
    let place = Vector(run.number(-26...10), run.number(-30...30))
    marking = run.chance(0.15) ? place : nil
    markingSeed = run.next()
  }

  /// Draws what one frame has.
  func draw(on canvas: inout Canvas, view: FrameView, plate: SurfacePlate, _ stream: inout DrawStream) {
    if let marking { drawMarking(on: &canvas, at: view.inImage(marking)) }
    if stream.chance(oil) { drawOil(on: &canvas, &stream) }
    if stream.chance(lines) { drawFeedLine(on: &canvas, view: view, plate: plate, &stream) }
    if stream.chance(dings) { drawDing(on: &canvas, light: plate.light, &stream) }
    if stream.chance(dust) {
      for _ in 0..<1 + stream.below(5) { drawSpeck(on: &canvas, &stream) }
    }
  }

  /// A film of oil: broad, soft, faint.
  private func drawOil(on canvas: inout Canvas, _ stream: inout DrawStream) {
    let place = Vector(stream.number(-40...40), stream.number(-40...40))
    let blob = Blob(
      centre: place, radius: stream.number(12...30), roughness: 0.35, axis: stream.direction(),
      stretch: stream.number(1...1.6), noise: ValueNoise(seed: stream.next()))
    let softness = stream.number(7...14)
    let gain = stream.number(0.03...0.085) * stream.sign(0.4)
    canvas.paint(around: place, within: blob.reach + 2) { point, metal, level in
      level *= 1 + gain * Smooth.step(blob.depth(point), from: 0, to: softness) * metal
    }
  }

  /// A feed line: straight through, along the marks of the machine.
  private func drawFeedLine(
    on canvas: inout Canvas, view: FrameView, plate: SurfacePlate, _ stream: inout DrawStream
  ) {
    var place = Vector(stream.number(-36...36), stream.number(-36...36))
    var nodes: [Stroke.Node] = []
    let width = stream.number(0.35...0.8)
    let gain = stream.number(14...34) * stream.sign(0.6)
    guard plate.texture.lay(at: view.onPlate(place)) != nil else { return }
    for direction: Float in [-1, 1] {
      let start = place
      var half: [Stroke.Node] = []
      for _ in 0..<16 {
        half.append(.init(place: place, width: width, strength: 1))
        place = place + (plate.texture.lay(at: view.onPlate(place)) ?? Vector(1, 0)) * (8 * direction)
      }
      place = start
      nodes = direction < 0 ? half.reversed() : nodes + half.dropFirst()
    }
    canvas.add(Stroke(nodes: nodes), gain: gain)
  }

  /// A ding too shallow to count as a dent.
  private func drawDing(on canvas: inout Canvas, light: Vector, _ stream: inout DrawStream) {
    let place = Vector(stream.number(-42...42), stream.number(-42...42))
    canvas.addHollow(
      at: place, radius: stream.number(3...5.5), depth: stream.number(7...15), light: light,
      axis: stream.direction(), stretch: stream.number(1...1.3))
  }

  /// A speck of dust, smaller than a particle that counts and without a shadow.
  private func drawSpeck(on canvas: inout Canvas, _ stream: inout DrawStream) {
    let place = Vector(stream.number(-46...46), stream.number(-46...46))
    let radius = stream.number(0.45...1)
    let gain = stream.number(16...42) * stream.sign(0.35)
    canvas.paint(around: place, within: radius + 2) { point, _, level in
      level += gain * (1 - Smooth.step((point - place).length, from: radius * 0.4, to: radius + 0.8))
    }
  }

  /// A part number in peened dots, the same on every part of the run.
  private func drawMarking(on canvas: inout Canvas, at place: Vector) {
    let digits = ValueNoise(seed: markingSeed)
    for character in 0..<4 {
      for dot in 0..<15 where digits.corner(Int64(character), Int64(dot)) > -0.1 {
        let offset = Vector(Float(character * 7 + dot % 3 * 2), Float(dot / 3 * 2))
        let centre = place + offset
        canvas.paint(around: centre, within: 2) { point, metal, level in
          level -= 38 * metal * (1 - Smooth.step((point - centre).length, from: 0.3, to: 1.2))
        }
      }
    }
  }
}

extension Canvas {
  /// A hollow with smooth walls, seen by the light that falls on them.
  ///
  /// - Parameters:
  ///   - centre: Its middle.
  ///   - radius: Its half width.
  ///   - depth: The grey levels between a level wall and the steepest.
  ///   - light: Towards the light.
  ///   - axis: The direction in which it is longer.
  ///   - stretch: How much longer.
  mutating func addHollow(
    at centre: Vector, radius: Float, depth: Float, light: Vector, axis: Vector, stretch: Float
  ) {
    paint(around: centre, within: radius * stretch + 1) { point, metal, level in
      let away = point - centre
      let along = axis.dot(away) / (radius * stretch)
      let across = axis.turned.dot(away) * stretch / radius
      let squared = along * along + across * across
      guard squared < 1 else { return }
      // The height is −(1 − r²)², so its slope is 4 r (1 − r²), at most 1.54.
      let steepness = 2.6 * (1 - squared)
      let slope = axis * (along * steepness) + axis.turned * (across * steepness)
      let shading = -slope.dot(light)
      let shade = (1 - squared) * (1 - squared) * 0.25
      level += depth * (shading - shade) * metal
    }
  }
}
