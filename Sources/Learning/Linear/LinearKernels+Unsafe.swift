/// The inner loops of linear models: products of rows of floats with rows of doubles, in double precision.
///
/// Every sum is made of mul and add, never fused, in an order that is written here, so its bits are the same on every
/// processor. All widths are multiples of 8 and no pointer needs an alignment.
enum LinearKernels {
  /// The columns that rows are padded to a multiple of.
  static let lanes = 8

  /// `columns` rounded up to whole vectors.
  static func padded(_ columns: Int) -> Int { (columns + lanes - 1) / lanes * lanes }

  /// Eight floats as doubles.
  @inline(__always)
  static func load(_ values: UnsafePointer<Float>) -> SIMD8<Double> {
    let narrow = UnsafeRawPointer(values).loadUnaligned(as: SIMD8<Float>.self)
    return SIMD8<Double>(
      Double(narrow[0]), Double(narrow[1]), Double(narrow[2]), Double(narrow[3]), Double(narrow[4]),
      Double(narrow[5]), Double(narrow[6]), Double(narrow[7]))
  }

  /// Eight doubles.
  @inline(__always)
  static func load(_ values: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(values).loadUnaligned(as: SIMD8<Double>.self)
  }

  /// Writes eight doubles.
  @inline(__always)
  static func store(_ vector: SIMD8<Double>, _ values: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(values).storeBytes(of: vector, as: SIMD8<Double>.self)
  }

  /// The sum of eight chains: lane j takes in lane j + 4, then j + 2, then j + 1.
  @inline(__always)
  static func fold(_ chains: SIMD8<Double>) -> Double {
    let four = chains.lowHalf + chains.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  /// Inner products: out[r·classes + k] = x[r]·w[k] + bias[k], each in eight chains, chain j the columns j modulo 8.
  ///
  /// - Parameters:
  ///   - x: `rows` rows of `width` floats.
  ///   - rows: How many rows.
  ///   - width: Columns, a multiple of 8.
  ///   - weights: `classes` rows of `width` doubles.
  ///   - bias: `classes` doubles.
  ///   - classes: How many linear functions.
  ///   - out: rows × classes doubles.
  static func products(
    x: UnsafePointer<Float>, rows: Int, width: Int, weights: UnsafePointer<Double>,
    bias: UnsafePointer<Double>, classes: Int, out: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<rows {
      let values = x + row * width
      var label = 0
      while label + 1 < classes {
        let first = weights + label * width
        let second = first + width
        var sum0 = SIMD8<Double>()
        var sum1 = SIMD8<Double>()
        var column = 0
        while column < width {
          let value = load(values + column)
          sum0 += value * load(first + column)
          sum1 += value * load(second + column)
          column += lanes
        }
        out[row * classes + label] = fold(sum0) + bias[label]
        out[row * classes + label + 1] = fold(sum1) + bias[label + 1]
        label += 2
      }
      if label < classes {
        let first = weights + label * width
        var sum0 = SIMD8<Double>()
        var column = 0
        while column < width {
          sum0 += load(values + column) * load(first + column)
          column += lanes
        }
        out[row * classes + label] = fold(sum0) + bias[label]
      }
    }
  }

  /// Adds outer products: sum[k] += Σ over rows of residuals[r·classes + k] · x[r], rows in ascending order.
  ///
  /// - Parameters:
  ///   - x: `rows` rows of `width` floats.
  ///   - rows: How many rows.
  ///   - width: Columns, a multiple of 8.
  ///   - residuals: rows × classes doubles.
  ///   - classes: How many sums.
  ///   - sum: `classes` rows of `width` doubles.
  static func accumulate(
    x: UnsafePointer<Float>, rows: Int, width: Int, residuals: UnsafePointer<Double>, classes: Int,
    sum: UnsafeMutablePointer<Double>
  ) {
    // 16 rows stay in the first-level cache while all classes pass over them.
    var start = 0
    while start < rows {
      let end = min(start + 16, rows)
      var label = 0
      while label < classes {
        let pair = label + 1 < classes
        let first = sum + label * width
        let second = pair ? first + width : first
        var column = 0
        while column < width {
          var sum0 = load(first + column)
          var sum1 = load(second + column)
          for row in start..<end {
            let value = load(x + row * width + column)
            let at = residuals + row * classes + label
            sum0 += value * SIMD8(repeating: at[0])
            if pair { sum1 += value * SIMD8(repeating: at[1]) }
          }
          store(sum0, first + column)
          if pair { store(sum1, second + column) }
          column += lanes
        }
        label += 2
      }
      start = end
    }
  }

  /// The inner product of two vectors of doubles in 16 chains; what is past whole sixteens comes last, in order.
  static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var sum0 = SIMD8<Double>()
    var sum1 = SIMD8<Double>()
    var index = 0
    while index + 16 <= count {
      sum0 += load(a + index) * load(b + index)
      sum1 += load(a + index + 8) * load(b + index + 8)
      index += 16
    }
    var result = fold(sum0 + sum1)
    while index < count {
      result += a[index] * b[index]
      index += 1
    }
    return result
  }

  /// y += factor · x.
  static func add(
    _ factor: Double, _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    var index = 0
    while index + 8 <= count {
      store(load(y + index) + load(x + index) * SIMD8(repeating: factor), y + index)
      index += 8
    }
    while index < count {
      y[index] += x[index] * factor
      index += 1
    }
  }
}
