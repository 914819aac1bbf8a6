/// A line of varying width through points.
struct Stroke: Sendable {
  /// A point of the line.
  struct Node: Sendable {
    var place: Vector
    /// Half the width there.
    var width: Float
    /// How strong the line is there, 0 to 1.
    var strength: Float
  }

  var nodes: [Node]

  /// How strongly the line covers each pixel that it touches, 0 to 1, by the pixel's index, ascending.
  ///
  /// - Parameters:
  ///   - canvas: What is drawn on.
  ///   - shift: Where to, from the line's own place.
  /// - Returns: The pixels that are touched.
  func coverage(on canvas: Canvas, shift: Vector) -> [(index: Int, strength: Float)] {
    guard nodes.count > 1 else { return [] }
    var covered: [Int: Float] = [:]
    let rim = canvas.rim
    for (start, end) in zip(nodes, nodes.dropFirst()) {
      let axis = end.place - start.place
      let squared = max(axis.dot(axis), 1e-6)
      let middle = (start.place + end.place) * 0.5 + shift
      let reach = axis.length * 0.5 + max(start.width, end.width) + rim + canvas.unitsPerPixel
      canvas.forEachPixel(around: middle, within: reach) { index, point in
        let t = min(1, max(0, axis.dot(point - start.place - shift) / squared))
        let distance = (point - (start.place + shift + axis * t)).length
        let width = Smooth.blend(start.width, end.width, t)
        // A line thinner than a pixel covers only its share of it.
        let share = min(1, width / rim)
        let cover =
          share * (1 - Smooth.step(distance, from: max(0, width - rim), to: max(width, rim) + rim))
        let strength = cover * Smooth.blend(start.strength, end.strength, t)
        if strength > 0 { covered[index] = max(strength, covered[index] ?? 0) }
      }
    }
    return covered.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// The outline of something irregular: a circle whose radius wavers.
struct Blob: Sendable {
  let centre: Vector
  let radius: Float
  /// How much the radius wavers, as a share of it.
  let roughness: Float
  /// Stretched along this direction by `stretch`.
  let axis: Vector
  let stretch: Float
  let noise: ValueNoise
  /// How much finer wavering there is besides: 0 for a smooth outline.
  var detail: Float = 0.4

  /// How far a point is within the outline, in units, negative outside.
  @inline(__always)
  func depth(_ point: Vector) -> Float {
    let away = point - centre
    let along = axis.dot(away) / stretch
    let across = axis.turned.dot(away) * stretch
    let distance = (along * along + across * across).squareRoot()
    let inverse = 1.6 / max(0.3, distance)
    let waver = noise.at(along * inverse + 11, across * inverse + 5)
    let finer = noise.at(along * inverse * 2.4 + 31, across * inverse * 2.4 + 17)
    return radius * (1 + roughness * (0.75 * waver + detail * finer)) - distance
  }

  /// The farthest that the outline can be from the centre.
  var reach: Float { radius * (1 + 1.2 * roughness) * max(stretch, 1 / stretch) }
}
