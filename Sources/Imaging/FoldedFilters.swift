/// Whitening and centroids of an encoder as the kernel takes them: outputs in blocks of 16, first the filters, then
/// the whitened coordinates, each padded with zeros.
struct FoldedFilters: Sendable, Equatable {
  static let lanes = 16

  /// Whole-number weights: patch row, pair of values in the row, output, one of the pair.
  let weights: [Int16]
  /// For each output, what its whole-number dot product is to be multiplied by.
  let scales: [Float]
  /// For each output, what is then taken off.
  let offsets: [Float]
  /// For each filter, the squared length of its centroid.
  let norms: [Float]

  /// Blocks that hold `count` outputs.
  static func blocks(_ count: Int) -> Int { (count + lanes - 1) / lanes }

  /// The lengths of the four arrays.
  static func lengths(_ options: PatchEncoder.Options) -> (weights: Int, outputs: Int, norms: Int) {
    let outputs = lanes * (blocks(options.filters) + blocks(options.patchLength))
    let pairs = (options.patch * options.channels + 1) / 2
    return (options.patch * pairs * outputs * 2, outputs, lanes * blocks(options.filters))
  }

  /// Takes arrays that were read from bytes.
  init(weights: [Int16], scales: [Float], offsets: [Float], norms: [Float]) {
    self.weights = weights
    self.scales = scales
    self.offsets = offsets
    self.norms = norms
  }

  /// Folds.
  init(
    options: PatchEncoder.Options, whitening: PatchWhitening, centroids: [Float]
  ) throws(ImagingError) {
    let size = options.patchLength
    guard whitening.dimensions == size else {
      throw .length(.whitening, expected: size, found: whitening.dimensions)
    }
    guard centroids.count == options.filters * size else {
      throw .length(.centroids, expected: options.filters * size, found: centroids.count)
    }
    if let index = centroids.firstIndex(where: { !$0.isFinite }) { throw .value(.centroids, index: index) }

    let lengths = Self.lengths(options)
    var weights = [Int16](repeating: 0, count: lengths.weights)
    var scales = [Float](repeating: 0, count: lengths.outputs)
    var offsets = scales
    var norms = [Float](repeating: 0, count: lengths.norms)
    // Wμ.
    var shift = [Double](repeating: 0, count: size)
    for i in 0..<size {
      for j in 0..<size { shift[i] += whitening.matrix[i * size + j] * whitening.mean[j] }
    }
    let run = options.patch * options.channels
    let pairs = (run + 1) / 2
    func store(_ row: [Double], offset: Double, output: Int) {
      let whole = WholeFilter(row)
      scales[output] = Float(whole.scale)
      offsets[output] = Float(offset)
      for index in 0..<size {
        let (y, x) = index.quotientAndRemainder(dividingBy: run)
        let pair = y * pairs + x / 2
        weights[(pair * lengths.outputs + output) * 2 + x % 2] = whole.weights[index]
      }
    }
    for filter in 0..<options.filters {
      var row = [Double](repeating: 0, count: size)
      var offset = 0.0
      var norm = 0.0
      for i in 0..<size {
        let value = Double(centroids[filter * size + i])
        for j in 0..<size { row[j] += value * whitening.matrix[i * size + j] }
        offset += value * shift[i]
        norm += value * value
      }
      norms[filter] = Float(norm)
      store(row, offset: offset, output: filter)
    }
    for i in 0..<size {
      store(
        Array(whitening.matrix[i * size..<(i + 1) * size]), offset: shift[i],
        output: Self.lanes * Self.blocks(options.filters) + i)
    }
    self.init(weights: weights, scales: scales, offsets: offsets, norms: norms)
    try checkValues()
  }

  /// Every scale, offset and norm is a number that cannot leave the range of floats on its way.
  func checkValues() throws(ImagingError) {
    let parts: [(PatchEncoder.Part, [Float])] = [(.scales, scales), (.offsets, offsets), (.norms, norms)]
    for (part, values) in parts {
      if let index = values.firstIndex(where: { !($0.magnitude <= 1e6) }) { throw .value(part, index: index) }
    }
  }

  /// Every output's weights sum to zero and no partial sum over pixels can leave 32 bits, in whatever order.
  func checkWeights(_ options: PatchEncoder.Options) throws(ImagingError) {
    let outputs = Self.lengths(options).outputs
    for output in 0..<outputs {
      var sum = 0
      var magnitude = 0
      for index in stride(from: output * 2, to: weights.count, by: outputs * 2) {
        sum += Int(weights[index]) + Int(weights[index + 1])
        magnitude += Int(weights[index].magnitude) + Int(weights[index + 1].magnitude)
      }
      guard sum == 0, magnitude * 255 <= Int(Int32.max) else {
        throw .encoderState(.weights(output: output))
      }
    }
  }
}

/// A filter rounded to 16-bit whole numbers that sum to zero.
struct WholeFilter {
  /// As many as the filter's values.
  let weights: [Int16]
  /// What the whole numbers are to be multiplied by.
  let scale: Double

  /// Rounds `row` less its mean, its largest value to 32,767 or as much as keeps every sum over pixels in 32 bits.
  init(_ row: [Double]) {
    let mean = row.reduce(0, +) / Double(row.count)
    let centred = row.map { $0 - mean }
    let largest = centred.reduce(0) { max($0, $1.magnitude) }
    let total = centred.reduce(0) { $0 + $1.magnitude }
    // One for rounding and one for the correction below are kept free for each weight.
    let room = Double(Int(Int32.max) / 255 - 2 * row.count)
    let factor = min(32_766, room / max(total / largest, 1)) / largest
    guard factor.isFinite, largest > 0 else {
      weights = [Int16](repeating: 0, count: row.count)
      scale = 0
      return
    }
    var whole = centred.map { Int(($0 * factor).rounded()) }
    // The rest goes where rounding had taken most.
    let rest = whole.reduce(0, +)
    let step = rest.signum()
    let errors = whole.indices.map { (Double(whole[$0]) - centred[$0] * factor) * Double(step) }
    let order = whole.indices.sorted { a, b in errors[a] != errors[b] ? errors[a] > errors[b] : a < b }
    for index in order.prefix(Int(rest.magnitude)) { whole[index] -= step }
    weights = whole.map { Int16(clamping: $0) }
    scale = 1 / factor
  }
}
