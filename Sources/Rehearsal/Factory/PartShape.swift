import Draws

/// The outline of a machined part: straight edges and openings.
struct PartShape: Sendable {
  /// Metal lies where `normal · p ≤ offset`.
  struct Edge: Sendable {
    var normal: Vector
    var offset: Float
  }
  /// A round hole, or a slot where the two ends differ.
  struct Opening: Sendable {
    var start: Vector
    var end: Vector
    var radius: Float
  }
  /// How far a point is from the outline, positive in the metal, and which way is out of the metal.
  struct Nearest {
    var distance: Float
    var outward: Vector
    var isOpening: Bool
  }

  var edges: [Edge] = []
  var openings: [Opening] = []
  /// The width of the chamfer along every edge.
  var bevel: Float = 2
  /// A line where one machined level ends and the next begins.
  var step: Edge?

  /// Draws an outline.
  ///
  /// - Parameters:
  ///   - stream: The draws of the part.
  ///   - edged: Whether at least one straight edge is wanted.
  init(_ stream: inout DrawStream, edged: Bool) {
    bevel = stream.number(1.4...3)
    let turn = Double(stream.below(4)) * 1.5707963267948966
    let normal = Vector(angle: turn + stream.uniform(in: -0.12...0.12))
    let kind = edged ? stream.below(3) : stream.below(7)
    if kind < 3 {
      edges.append(Edge(normal: normal, offset: stream.number(20...36)))
    }
    if kind == 1 {
      edges.append(Edge(normal: normal.turned, offset: stream.number(22...36)))
    }
    if kind == 2 || kind == 3 || kind == 4 {
      let radius = stream.number(6...13)
      let side = stream.sign()
      let place = normal * stream.number(-20 ... -2) + normal.turned * (side * stream.number(8...24))
      openings.append(Opening(start: place, end: place, radius: radius))
      if kind == 4 {
        let second = place + normal.turned * (-side * stream.number(34...44))
        openings.append(Opening(start: second, end: second, radius: radius))
      }
    }
    if kind == 5 {
      let middle = normal * stream.number(-18...18)
      let half = normal.turned * stream.number(10...24)
      openings.append(Opening(start: middle - half, end: middle + half, radius: stream.number(4...8)))
    }
    if stream.chance(0.3) {
      step = Edge(normal: Vector(angle: turn), offset: stream.number(-34 ... -8))
    }
  }

  /// The same outline, moved.
  func moved(by shift: Vector) -> PartShape {
    var result = self
    for index in edges.indices { result.edges[index].offset += edges[index].normal.dot(shift) }
    for index in openings.indices {
      result.openings[index].start = openings[index].start + shift
      result.openings[index].end = openings[index].end + shift
    }
    if let step { result.step?.offset += step.normal.dot(shift) }
    return result
  }

  /// The outline nearest to a point; a part without an outline is endless.
  func nearest(_ point: Vector) -> Nearest {
    var best = Nearest(distance: 1_000, outward: Vector(1, 0), isOpening: false)
    for edge in edges {
      let distance = edge.offset - edge.normal.dot(point)
      if distance < best.distance {
        best = Nearest(distance: distance, outward: edge.normal, isOpening: false)
      }
    }
    for opening in openings {
      let axis = opening.end - opening.start
      let squared = axis.dot(axis)
      let along = squared > 0 ? min(1, max(0, axis.dot(point - opening.start) / squared)) : 0
      let away = point - (opening.start + axis * along)
      let length = away.length
      let distance = length - opening.radius
      if distance < best.distance {
        let outward = length > 0 ? away * (-1 / length) : Vector(1, 0)
        best = Nearest(distance: distance, outward: outward, isOpening: true)
      }
    }
    return best
  }
}
