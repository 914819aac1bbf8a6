extension PatchEncoder {
  /// What is added to a patch's variance before dividing, in squared grey levels (Coates, Lee, Ng 2011).
  package static let varianceFloor = 10.0

  /// Takes one contrast-normalised patch a key from an image.
  ///
  /// A patch p becomes (p − mean) / √(variance + 10), the variance with n − 1 below. Its place is drawn from the
  /// key alone, uniformly over all places (not only those of the stride).
  ///
  /// - Parameters:
  ///   - raster: An image of any size; it is scaled first.
  ///   - keys: A uniform 64-bit draw for each patch.
  ///   - options: The shape of the encoder that is to be.
  /// - Returns: `keys.count × options.patchLength` values.
  /// - Throws: ``ImagingError``.
  package static func samplePatches(
    _ raster: Raster, keys: [UInt64], options: Options
  ) throws(ImagingError) -> [Float] {
    try options.check()
    let image = try prepared(raster, options)
    let places = UInt64(options.inputSize - options.patch + 1)
    let line = options.inputSize * options.channels
    let run = options.patch * options.channels
    var result: [Float] = []
    result.reserveCapacity(keys.count * options.patchLength)
    for key in keys {
      let place = key.multipliedFullWidth(by: places * places).high
      let corner = Int(place / places) * line + Int(place % places) * options.channels
      var sum = 0
      var squares = 0
      for y in 0..<options.patch {
        for x in 0..<run {
          let value = Int(image.pixels[corner + y * line + x])
          sum += value
          squares += value * value
        }
      }
      let count = options.patchLength
      let mean = Double(sum) / Double(count)
      let variance = Double(count * squares - sum * sum) / Double(count * (count - 1))
      let scale = 1 / (variance + varianceFloor).squareRoot()
      for y in 0..<options.patch {
        for x in 0..<run {
          result.append(Float((Double(image.pixels[corner + y * line + x]) - mean) * scale))
        }
      }
    }
    return result
  }

  /// The image in the encoder's size, its channels checked.
  static func prepared(_ raster: Raster, _ options: Options) throws(ImagingError) -> Raster {
    guard raster.channels == options.channels else {
      throw .channels(expected: options.channels, found: raster.channels)
    }
    return try raster.scaled(toWidth: options.inputSize, height: options.inputSize)
  }
}
