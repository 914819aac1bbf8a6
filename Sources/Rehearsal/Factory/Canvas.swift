/// A picture in the making: grey levels before light, lens and sensor, and where there is metal.
struct Canvas: Sendable {
  let side: Int
  /// Units of 1/96 of the side in a pixel.
  let unitsPerPixel: Float
  var levels: [Float]
  var metal: [Float]

  init(side: Int) {
    self.side = side
    unitsPerPixel = 96 / Float(side)
    levels = Array(repeating: 0, count: side * side)
    metal = levels
  }

  /// The middle of a pixel, in units from the middle of the image.
  @inline(__always)
  func point(column: Int, row: Int) -> Vector {
    Vector((Float(column) + 0.5) * unitsPerPixel - 48, (Float(row) + 0.5) * unitsPerPixel - 48)
  }

  /// Half the width of the soft rim that keeps what is drawn from showing its pixels.
  var rim: Float { 0.55 * unitsPerPixel }

  /// Calls `body` with the index and the middle of every pixel within a square.
  @inline(__always)
  func forEachPixel(around centre: Vector, within reach: Float, _ body: (Int, Vector) -> Void) {
    let columns = span(centre.x, reach)
    for row in span(centre.y, reach) {
      for column in columns { body(row * side + column, point(column: column, row: row)) }
    }
  }

  /// Lets `body` change the level of every pixel within a square, given its middle and its share of metal.
  @inline(__always)
  mutating func paint(
    around centre: Vector, within reach: Float, _ body: (Vector, _ metal: Float, inout Float) -> Void
  ) {
    let columns = span(centre.x, reach)
    for row in span(centre.y, reach) {
      for column in columns {
        let index = row * side + column
        body(point(column: column, row: row), metal[index], &levels[index])
      }
    }
  }

  /// Adds `gain` grey levels along a line, on metal.
  mutating func add(_ stroke: Stroke, gain: Float, shift: Vector = Vector(0, 0)) {
    for (index, strength) in stroke.coverage(on: self, shift: shift) {
      levels[index] += gain * strength * metal[index]
    }
  }

  /// How much of a disc is metal, 0 to 1, from its middle and eight points of its rim: the least of them.
  func metalCover(_ centre: Vector, radius: Float) -> Float {
    var least = metal(at: centre)
    let diagonal = radius * 0.7
    for (x, y) in [
      (radius, 0), (-radius, 0), (0, radius), (0, -radius), (diagonal, diagonal), (-diagonal, diagonal),
      (diagonal, -diagonal), (-diagonal, -diagonal),
    ] {
      least = min(least, metal(at: centre + Vector(x, y)))
    }
    return least
  }

  /// Whether there is metal at a point, 0 outside the image.
  func metal(at point: Vector) -> Float {
    let column = ((point.x + 48) / unitsPerPixel).rounded(.down)
    let row = ((point.y + 48) / unitsPerPixel).rounded(.down)
    guard column >= 0, row >= 0, column < Float(side), row < Float(side) else { return 0 }
    return metal[Int(row) * side + Int(column)]
  }

  private func span(_ middle: Float, _ reach: Float) -> Range<Int> {
    let low = ((middle - reach + 48) / unitsPerPixel).rounded(.down)
    let high = ((middle + reach + 48) / unitsPerPixel).rounded(.up)
    let first = Int(min(Float(side), max(0, low)))
    return first..<max(first, Int(min(Float(side), max(0, high))))
  }
}
