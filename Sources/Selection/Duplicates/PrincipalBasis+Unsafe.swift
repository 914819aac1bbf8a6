import CKernels
import Draws
import Parallel

/// A few orthonormal directions in which unit vectors differ most.
///
/// A projection onto orthonormal directions never lengthens a difference, so what is far apart in it is far apart: 128
/// numbers a vector rule out nearly every pair. Which directions they are decides how many, not what is found.
struct PrincipalBasis: Sendable {
  /// How many directions there are at most.
  static let most = 128
  /// From how many vectors the directions are learnt.
  static let sample = 4096
  private static let sweeps = 5

  /// The directions, padded rows; rows of zeros where the sample spans fewer.
  let directions: FloatRows
  /// The greatest size of a coordinate in the sample.
  let extent: Float
  private let offsets: [Float]

  /// Learns the directions from unit vectors by subspace iteration (Rutishauser, 1969), from a start of fixed noise.
  ///
  /// O(sample · dimensions · directions) a sweep.
  init(_ sample: FloatRows, dimensions: Int, threads: Int) throws {
    let count = min(Self.most, dimensions, sample.count)
    let mean = Self.mean(sample, dimensions)
    let centred = FloatRows(count: sample.count, dimensions: dimensions)
    let turned = FloatRows(count: dimensions, dimensions: sample.count)
    for row in 0..<sample.count {
      for dimension in 0..<dimensions {
        let value = sample.row(row)[dimension] - mean[dimension]
        centred.row(row)[dimension] = value
        turned.row(dimension)[row] = value
      }
    }
    let basis = FloatRows(count: count, dimensions: dimensions)
    var stream = DrawStream(seed: 0)
    for direction in 0..<count {
      for dimension in 0..<dimensions { basis.row(direction)[dimension] = Float(stream.normal()) }
    }
    Self.orthonormalise(basis)
    let coordinates = FloatRows(count: count, dimensions: sample.count)
    for _ in 0..<Self.sweeps {
      try Self.products(centred, basis, into: coordinates, threads: threads)
      try Self.products(turned, coordinates, into: basis, threads: threads)
      Self.orthonormalise(basis)
    }
    directions = basis
    let offsets = (0..<count).map { direction in
      mean.withUnsafeBufferPointer { mean in
        mean.baseAddress.map { ck_dot_f32($0, basis.row(direction), dimensions) } ?? 0
      }
    }
    self.offsets = offsets
    let projected = SharedBuffer<Float>(repeating: 0, count: sample.count * count)
    Self.project(sample.base, count: sample.count, onto: basis, less: offsets, into: projected)
    extent = (0..<projected.count).reduce(0) { max($0, abs(projected[$1])) }
  }

  /// The coordinates of padded unit vectors, less those of the sample's mean: one row of `target` a vector.
  func project(_ rows: UnsafePointer<Float>, count: Int, into target: SharedBuffer<Float>) {
    Self.project(rows, count: count, onto: directions, less: offsets, into: target)
  }

  private static func project(
    _ rows: UnsafePointer<Float>, count: Int, onto directions: FloatRows, less offsets: [Float],
    into target: SharedBuffer<Float>
  ) {
    let width = directions.count
    zeros.withUnsafeBufferPointer { zeros in
      ck_scores_f32(rows, nil, count, directions.base, zeros.baseAddress, width, directions.stride, target.base)
    }
    for row in 0..<count {
      let coordinates = target.base + row * width
      // A score is −2 times the inner product, an exact doubling.
      for direction in 0..<width { coordinates[direction] = -0.5 * coordinates[direction] - offsets[direction] }
    }
  }

  private static let zeros = [Float](repeating: 0, count: most)

  private static func mean(_ rows: FloatRows, _ dimensions: Int) -> [Float] {
    let sum = SharedBuffer<Double>(repeating: 0, count: dimensions)
    for row in 0..<rows.count { ck_add_f32(sum.base, rows.row(row), dimensions) }
    return sum.array.map { Float($0 / Double(max(1, rows.count))) }
  }

  /// The inner products of every row of `rows` with every row of `others`: those with `others[k]` into `target[k]`.
  private static func products(_ rows: FloatRows, _ others: FloatRows, into target: FloatRows, threads: Int) throws {
    let share = 256
    try Parallel.forEach((rows.count + share - 1) / share, threads: threads) { part in
      let first = part * share
      let count = min(share, rows.count - first)
      let scores = SharedBuffer<Float>(repeating: 0, count: count * others.count)
      zeros.withUnsafeBufferPointer { zeros in
        ck_scores_f32(
          rows.row(first), nil, count, others.base, zeros.baseAddress, others.count, rows.stride, scores.base)
      }
      for row in 0..<count {
        for other in 0..<others.count { target.row(other)[first + row] = -0.5 * scores[row * others.count + other] }
      }
    }
  }

  /// Gram–Schmidt, three times; a row that the others span becomes zeros.
  private static func orthonormalise(_ rows: FloatRows) {
    let stride = rows.stride
    func length(_ row: UnsafePointer<Float>) -> Float { ck_dot_f32(row, row, stride).squareRoot() }
    for index in 0..<rows.count {
      let row = rows.row(index)
      for _ in 0..<3 {
        let before = length(row)
        for other in 0..<index {
          let inner = ck_dot_f32(rows.row(other), row, stride)
          for dimension in 0..<stride { row[dimension] -= inner * rows.row(other)[dimension] }
        }
        let after = length(row)
        // What is left of a row in the span of the others is rounding.
        let scale = after > before * 1e-4 && after > 1e-30 ? 1 / after : 0
        for dimension in 0..<stride { row[dimension] *= scale }
      }
    }
  }
}
