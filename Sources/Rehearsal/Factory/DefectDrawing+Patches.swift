import Draws

/// Defects that are stains.
extension DefectDrawing {
  /// A discoloration: a patch of another tone with a tinted rim, the marks of the machine showing through.
  mutating func drawDiscoloration(on canvas: inout Canvas) {
    let radius = shape.number(12...23) * own.number(0.88...1.12)
    let centre = place(on: canvas, radius: radius * 0.5)
    let blob = Blob(
      centre: centre, radius: radius, roughness: 0.35, axis: shape.direction(),
      stretch: shape.number(1...1.45), noise: ValueNoise(seed: shape.next()), detail: 0.12)
    let gain = -by(0.22, 0.45)
    let softness = shape.number(2...5)
    let ring = shape.number(0.2...0.7)
    let ringPlace = shape.number(2.5...5)
    canvas.paint(around: centre, within: blob.reach + 2) { point, metal, level in
      let depth = blob.depth(point)
      let cover = Smooth.step(depth, from: 0, to: softness)
      let rim = 1 - Smooth.step(abs(depth - ringPlace), from: 0, to: 2.2)
      level *= 1 + metal * (gain * cover * (1 - 0.35 * ring) + gain * ring * rim)
    }
  }

  /// Contamination: dried droplets in a film of residue, each with a bright rim.
  mutating func drawContamination(on canvas: inout Canvas) {
    let reach = shape.number(12...19)
    let centre = place(on: canvas, radius: reach * 0.6)
    let film = Blob(
      centre: centre, radius: reach * 1.2, roughness: 0.5, axis: shape.direction(),
      stretch: shape.number(1...1.5), noise: ValueNoise(seed: shape.next()))
    let gain = by(40, 85)
    let filmGain = by(0.05, 0.13)
    canvas.paint(around: centre, within: film.reach + 2) { point, metal, level in
      level *= 1 - metal * filmGain * Smooth.step(film.depth(point), from: 0, to: 4)
    }
    let light = plate.light
    for _ in 0..<26 + shape.below(14) {
      let size = shape.uniform()
      let radius = Float(0.9 + 1.9 * size * size)
      let offset = shape.point(near: Vector(0, 0), spread: reach * 0.55)
      let place = centre + offset * own.number(0.9...1.1)
      canvas.paint(around: place, within: radius + 2.5) { point, metal, level in
        let away = point - place
        let distance = away.length
        let body = 1 - Smooth.step(distance, from: radius - 0.6, to: radius + 0.6)
        let rim = 1 - Smooth.step(abs(distance - radius), from: 0.1, to: 1)
        let lit = 0.4 + 0.6 * max(0, away.dot(light) / max(0.3, distance))
        level += metal * gain * (0.55 * rim * lit - body)
      }
    }
  }
}
