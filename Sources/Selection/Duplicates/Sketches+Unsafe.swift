import CKernels
import Parallel

/// A small copy of every vector of a search, from which it shows which pairs cannot be near.
///
/// A sketch is the projection onto the principal directions in whole numbers: coordinates in units of `unit`, rounded, held to
/// −127 … 127, and kept as bytes with 128 for 0. Neither a projection onto orthonormal directions nor holding coordinates to a
/// box lengthens a difference, and rounding adds half a unit a coordinate at most. So what is farther apart in sketches than
/// `reach` allows is far apart; the converse is for the vectors to say. In memory are 128 bytes a vector, and the squares in
/// whole numbers are the same on every processor.
final class Sketches: @unchecked Sendable {
  /// The byte of the number 0.
  static let zero: UInt8 = 128

  /// How many sketches there are.
  let count: Int
  /// Bytes of a sketch, a multiple of 16.
  let width: Int
  /// The sum of the squares of each.
  let norms: SharedBuffer<Int32>
  /// Whether an item is a vector of zeros, which has no direction.
  let isZero: SharedBuffer<Bool>
  private let basis: PrincipalBasis
  private let unit: Float
  private let bytes: SharedBuffer<UInt8>

  /// Makes room for the sketches of `count` vectors.
  init(basis: PrincipalBasis, count: Int) {
    self.basis = basis
    self.count = count
    unit = basis.extent > 0 ? basis.extent / 127 : 1
    width = (basis.directions.count + 15) / 16 * 16
    bytes = SharedBuffer(repeating: Self.zero, count: count * width)
    norms = SharedBuffer(repeating: 0, count: count)
    isZero = SharedBuffer(repeating: false, count: count)
  }

  /// The first byte of a sketch.
  @inline(__always)
  func row(_ index: Int) -> UnsafeMutablePointer<UInt8> { bytes.base + index * width }

  /// How far apart the sketches of near vectors may be, in units.
  func reach(_ near: Nearness) -> Double {
    near.reach / Double(unit) + Double(basis.directions.count).squareRoot()
  }

  /// Sketches a block of unit vectors, each of another one of the items.
  func add(_ block: UnitBlock, items: [Int32], threads: Int) throws {
    let share = 64
    let directions = basis.directions.count
    try Parallel.forEach((items.count + share - 1) / share, threads: threads) { [self] part in
      let first = part * share
      let number = min(share, items.count - first)
      let coordinates = SharedBuffer<Float>(repeating: 0, count: number * directions)
      basis.project(block.rows.row(first), count: number, into: coordinates)
      for place in 0..<number {
        let item = Int(items[first + place])
        norms[item] = ck_sketch_u8(coordinates.base + place * directions, 1 / unit, directions, row(item))
        isZero[item] = block.norms[first + place] == 0
      }
    }
  }
}

/// When two unit vectors are near, and how far apart they may then be.
struct Nearness: Sendable {
  /// The greatest cosine distance.
  let greatest: Double
  /// The greatest distance of two projections, with what rounding may add.
  let reach: Double

  init(distance: Double, dimensions: Int) {
    greatest = distance
    // An inner product of n terms in 16 chains is wrong by at most (n / 16 + 5) · 2⁻²⁴ of its terms' sizes; two vectors of
    // 128 of them differ by less than this.
    reach = (2 * distance).squareRoot() + 1e-4 + Double(dimensions) * 2e-7
  }

  /// The cosine distance of two unit vectors: half the squared distance, by `ck_squared_distance_f32`.
  @inline(__always)
  func distance(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ stride: Int) -> Double {
    Double(ck_squared_distance_f32(a, b, stride)) / 2
  }
}
