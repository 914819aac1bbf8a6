import CKernels
import Learning

/// Reduces features to fewer dimensions: (x − mean) · components, by principal components of a sample.
///
/// Before, every feature is brought to the same variance, so that the mean of a filter over a quadrant counts as much as its
/// maximum. The variances sum to 64 whatever the number of features: a linear probe's penalty then means the same everywhere.
/// On circuit boards this raised macro-F1 from 0.27 to 0.31 at 450 random labels (whole boards held out) against raw features.
struct Projection: Sendable {
  private static let magic: [UInt8] = Array("WNWPCA1\n".utf8)

  /// What the variances of the features sum to before they are reduced.
  private static let totalVariance = 64.0

  let length: Int
  let dimensions: Int
  /// Mean of the sample, `length` values.
  private let mean: [Float]
  /// `dimensions × length`, one component a row.
  private let components: [Float]

  /// Fits the projection to samples, row-major `rows × length`.
  static func fit(samples: [Float], length: Int, dimensions: Int, threads: Int) throws -> Projection {
    let scaler = FeatureScaler.fit(samples, dimensions: length)
    let size = (Float(totalVariance) / Float(length)).squareRoot()
    var scaled = scaler.apply(samples)
    for index in scaled.indices { scaled[index] *= size }
    let fitted = try PrincipalComponents.fit(
      samples: scaled, rows: samples.count / length, dimensions: length, components: dimensions, threads: threads)
    var components = fitted.components
    for index in components.indices { components[index] *= size * scaler.scale[index % length] }
    return Projection(length: length, dimensions: dimensions, mean: scaler.mean, components: components)
  }

  private init(length: Int, dimensions: Int, mean: [Float], components: [Float]) {
    self.length = length
    self.dimensions = dimensions
    self.mean = mean
    self.components = components
  }

  /// The reduced vector of features, `length` values in and `dimensions` out.
  func apply(_ features: [Float]) -> [Float] {
    var centred = features
    for index in 0..<length { centred[index] -= mean[index] }
    return (0..<dimensions).map { row in
      centred.withUnsafeBufferPointer { vector in
        components.withUnsafeBufferPointer { matrix in
          guard let a = vector.baseAddress, let b = matrix.baseAddress else { return 0 }
          return ck_dot_f32(a, b + row * length, length)
        }
      }
    }
  }

  /// The state as bytes: magic, length and dimensions as 32-bit little-endian, then mean and components.
  func serialised() -> [UInt8] {
    var bytes = Self.magic
    for number in [UInt32(length), UInt32(dimensions)] {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
    for value in mean + components { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
    return bytes
  }

  /// Reads the bytes back.
  ///
  /// - Throws: `EmbedderError.damagedState` if they are not what `serialised` gives.
  init(serialised bytes: [UInt8]) throws {
    func word(_ index: Int) -> UInt32 {
      let start = Self.magic.count + 4 * index
      return (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }
    guard bytes.starts(with: Self.magic), bytes.count >= Self.magic.count + 8 else { throw EmbedderError.damagedState }
    let length = Int(word(0))
    let dimensions = Int(word(1))
    guard length > 0, dimensions > 0, length <= 1 << 20, dimensions <= length,
      bytes.count == Self.magic.count + 8 + 4 * length * (dimensions + 1)
    else { throw EmbedderError.damagedState }
    let values = (0..<length * (dimensions + 1)).map { Float(bitPattern: word(2 + $0)) }
    self.init(
      length: length, dimensions: dimensions, mean: Array(values[..<length]), components: Array(values[length...]))
  }
}
