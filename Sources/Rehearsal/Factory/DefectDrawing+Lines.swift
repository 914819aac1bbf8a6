import Draws

/// Defects that are lines.
extension DefectDrawing {
  /// A scratch: long, thin, slightly bent, at an angle to the marks of the machine, its ends fading.
  mutating func drawScratch(on canvas: inout Canvas) {
    let length = shape.number(36...76) * own.number(0.8...1.1)
    let middle = place(on: canvas, radius: 9, spread: 4)
    // Parts are dragged along the line, across the marks of the machine.
    let along = Vector(angle: shape.uniform(in: -0.5...0.5) + own.normal() * 0.07)
    let width = shape.number(0.6...0.9) + by(0, 0.5)
    let bend = shape.number(-0.16...0.16)
    let bright = shape.sign(0.72)
    let double = shape.chance(0.25)
    let gain = by(44, 100) * bright * (bright > 0 ? 1 : 0.8)
    let broken = own.chance(0.3) ? own.number(0.3...0.7) : 2

    var nodes: [Stroke.Node] = []
    let pieces = 24
    for piece in 0...pieces {
      let t = Float(piece) / Float(pieces)
      let fade = Smooth.step(min(t, 1 - t), from: 0, to: 0.22)
      let gap: Float = abs(t - broken) < 0.05 ? 0.1 : 1
      let off = t * 2 - 1
      let bow = bend * length * (1 - off * off) * 0.5
      nodes.append(
        .init(
          place: middle + along * (off * length / 2) + along.turned * bow,
          width: width * (0.55 + 0.45 * fade), strength: (0.25 + 0.75 * fade) * gap))
    }
    let stroke = Stroke(nodes: nodes)
    // The far flank of the groove lies in the shade.
    let flank = plate.light * -(width + 0.5)
    canvas.add(stroke, gain: -0.5 * gain, shift: flank)
    canvas.add(stroke, gain: gain)
    if double {
      canvas.add(stroke, gain: 0.6 * gain, shift: along.turned * shape.number(2.4...5))
    }
  }

  /// A micro-crack: fine, dark, jagged, sometimes branched.
  mutating func drawCrack(on canvas: inout Canvas) {
    let middle = place(on: canvas, radius: 8)
    // Across the load, which on every part comes from the side.
    let heading = 1.5707963267948966 + shape.uniform(in: -0.4...0.4) + own.normal() * 0.08
    let steps = 16 + shape.below(9)
    let start = middle - Vector(angle: heading) * (Float(steps) * 1.1)
    let width = by(0.6, 0.95)
    let gain = -by(66, 112)
    let branches = 1 + shape.below(3)
    let main = crack(from: start, heading: heading, steps: steps, width: width)
    canvas.add(main, gain: gain)
    canvas.add(main, gain: by(6, 16), shift: plate.light * -1.4)
    for _ in 0..<branches {
      let at = main.nodes[2 + shape.below(max(1, main.nodes.count - 4))]
      let away = heading + Double(shape.sign()) * shape.uniform(in: 0.5...1)
      let branch = crack(from: at.place, heading: away, steps: steps / 3 + 1, width: width * 0.75)
      canvas.add(branch, gain: 0.85 * gain)
    }
  }

  private mutating func crack(from start: Vector, heading: Double, steps: Int, width: Float) -> Stroke {
    var place = start
    var drift = 0.0
    var nodes: [Stroke.Node] = [.init(place: place, width: width * 0.6, strength: 0.6)]
    for step in 0..<steps {
      drift = 0.6 * drift + shape.normal() * 0.3
      let jag = (step % 2 == 0 ? 1.0 : -1.0) * shape.uniform(in: 0.15...0.75)
      place = place + Vector(angle: heading + drift + jag) * shape.number(1.5...3.4)
      let fade = 1 - 0.6 * Float(step) / Float(steps)
      nodes.append(
        .init(place: place, width: width * fade * shape.number(0.75...1.15), strength: 0.6 + 0.4 * fade))
    }
    return Stroke(nodes: nodes)
  }
}
