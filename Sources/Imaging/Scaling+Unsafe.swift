extension Raster {
  /// Scaled pixels: for each new row the old rows are added up column by column, then the columns are.
  ///
  /// - Parameters:
  ///   - columns: How the new columns are made of the old ones.
  ///   - rows: How the new rows are.
  ///   - lineSums: A type that holds 255 × `rows.denominator`.
  /// - Returns: The new pixels, channels side by side.
  func scaledPixels<Sum: FixedWidthInteger & UnsignedInteger>(
    _ columns: ScaleAxis, _ rows: ScaleAxis, lineSums: Sum.Type
  ) -> [UInt8] {
    let line = width * channels
    let newLine = columns.count * channels
    let divisor = MeanDivisor(columns.denominator * rows.denominator)
    return [UInt8](unsafeUninitializedCapacity: rows.count * newLine) { target, count in
      withUnsafeTemporaryAllocation(of: Sum.self, capacity: line) { sums in
        pixels.withUnsafeBufferPointer { pixels in
          columns.weights.withUnsafeBufferPointer { columnWeights in
            for y in 0..<rows.count {
              sums.update(repeating: 0)
              for tap in rows.offsets[y]..<rows.offsets[y + 1] {
                let weight = Sum(truncatingIfNeeded: rows.weights[tap])
                let start = (rows.first[y] + tap - rows.offsets[y]) * line
                for x in 0..<line {
                  sums[x] = sums[x] &+ weight &* Sum(truncatingIfNeeded: pixels[start &+ x])
                }
              }
              for x in 0..<columns.count {
                let taps = columns.offsets[x]..<columns.offsets[x + 1]
                for channel in 0..<channels {
                  var position = columns.first[x] * channels + channel
                  var sum: UInt64 = 0
                  for tap in taps {
                    sum = sum &+ columnWeights[tap] &* UInt64(truncatingIfNeeded: sums[position])
                    position &+= channels
                  }
                  target[y * newLine + x * channels + channel] = divisor.mean(sum)
                }
              }
            }
          }
        }
      }
      count = rows.count * newLine
    }
  }
}
