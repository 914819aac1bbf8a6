import Draws

/// Defects that have a body or lack one.
extension DefectDrawing {
  /// A foreign particle: opaque, irregular, with a highlight and a shadow.
  mutating func drawParticle(on canvas: inout Canvas) {
    let radius = by(3.2, 5.8) * shape.number(0.9...1.25)
    let centre = place(on: canvas, radius: radius + 2)
    let blob = Blob(
      centre: centre, radius: radius, roughness: 0.35, axis: own.direction(),
      stretch: shape.number(1...1.7), noise: ValueNoise(seed: shape.next()))
    let dark = shape.chance(0.7)
    let tone = dark ? by(50, 22) : by(215, 242)
    let light = plate.light
    let throwLength = 0.9 + radius * 0.45
    let shadow = by(0.25, 0.45)
    canvas.paint(around: centre, within: blob.reach + throwLength + 3) { point, _, level in
      let shaded = Smooth.step(blob.depth(point + light * throwLength), from: -0.8, to: 0.8)
      level *= 1 - shadow * shaded
      let body = Smooth.step(blob.depth(point), from: -0.55, to: 0.55)
      let facing = (point - centre).dot(light) / radius
      let shine: Float = dark ? 34 : 16
      level = Smooth.blend(level, tone + shine * facing, body)
    }
  }

  /// A dent: a hollow with one wall in the light and one in the shade.
  mutating func drawDent(on canvas: inout Canvas) {
    let radius = shape.number(9...15) * own.number(0.9...1.1)
    let centre = place(on: canvas, radius: radius, spread: 4)
    canvas.addHollow(
      at: centre, radius: radius, depth: by(36, 80), light: plate.light, axis: shape.direction(),
      stretch: shape.number(1...1.35))
  }

  /// An edge chip: a bite out of the outline, with a bright broken face.
  mutating func drawChip(on canvas: inout Canvas) {
    let radius = by(6.5, 10.5) * shape.number(0.9...1.15)
    let centre = view.inImage(placeOnOutline(margin: radius))
    let blob = Blob(
      centre: centre, radius: radius, roughness: 0.5, axis: shape.direction(),
      stretch: shape.number(1...1.3), noise: ValueNoise(seed: shape.next()))
    let face = shape.number(1.8...3)
    let light = plate.light
    let bright = by(50, 85)
    let backdrop = own.number(22...40)
    let facets = ValueNoise(seed: own.next())
    canvas.paint(around: centre, within: blob.reach + 2) { point, metal, level in
      let depth = blob.depth(point)
      let bite = Smooth.step(depth, from: -0.55, to: 0.55)
      let broken = Smooth.step(depth, from: face - 0.5, to: face + 0.9)
      let away = point - centre
      let lit = away.dot(light) * (-1 / max(1, radius))
      let wall = 120 + bright * (0.7 + 0.5 * lit) + 26 * facets.at(point.x / 1.7, point.y / 1.7)
      level = Smooth.blend(level, Smooth.blend(wall, backdrop, broken), bite * metal)
    }
  }

  /// A point of the outline that is in view, near the burst's own.
  private mutating func placeOnOutline(margin: Float) -> Vector {
    let limit = 45 - margin
    var best = Vector(0, 0)
    var bestMiss = Float.infinity
    for attempt in 0..<60 where bestMiss > 0.3 {
      var point = shape.point(near: home, spread: 6 + 0.4 * Float(attempt))
      for _ in 0..<3 {
        let nearest = plate.shape.nearest(point)
        point = point + nearest.outward * nearest.distance
      }
      let outside = max(0, max(abs(point.x), abs(point.y)) - limit)
      let miss = outside + abs(plate.shape.nearest(point).distance)
      if miss < bestMiss { (best, bestMiss) = (point, miss) }
    }
    let nearest = plate.shape.nearest(best)
    var moved = best + nearest.outward.turned * Float(own.normal() * 3)
    let again = plate.shape.nearest(moved)
    moved = moved + again.outward * again.distance
    let inView = max(abs(moved.x), abs(moved.y)) <= limit
    return inView ? moved : best
  }
}
