/// An encoder as bytes, all numbers little-endian:
///
///     "WNNWPENC"                                      8 bytes
///     version = 1                                     UInt32
///     inputSize, colour, patch, stride, filters, cells   6 × UInt32
///     weights                                         Int16 each
///     scales, offsets, norms                          Float32 each
///
/// The lengths follow from the options, so none is written, and the file must end where they say.
extension PatchEncoder {
  private static let magic = Array("WNNWPENC".utf8)
  private static let formatVersion: UInt32 = 1
  private static let headerLength = 36

  /// The encoder as bytes; equal encoders give equal bytes.
  package func serialised() -> [UInt8] {
    var bytes = Self.magic
    func append(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    append(Self.formatVersion)
    for option in [
      options.inputSize, options.colour ? 1 : 0, options.patch, options.stride, options.filters,
      options.cells,
    ] {
      append(UInt32(truncatingIfNeeded: option))
    }
    for weight in folded.weights { append(weight) }
    for values in [folded.scales, folded.offsets, folded.norms] {
      for value in values { append(value.bitPattern) }
    }
    return bytes
  }

  /// Reads an encoder.
  ///
  /// - Throws: ``ImagingError/encoderState(_:)``, ``ImagingError/option(_:value:allowed:)``,
  ///   ``ImagingError/value(_:index:)``.
  package init(serialised bytes: [UInt8]) throws(ImagingError) {
    guard bytes.count >= Self.headerLength, bytes.starts(with: Self.magic) else {
      throw .encoderState(.notAnEncoder)
    }
    var position = Self.magic.count
    func next<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> Number {
      var value: Number = 0
      for index in 0..<Number.bitWidth / 8 { value |= Number(bytes[position + index]) << Number(8 * index) }
      position += Number.bitWidth / 8
      return value
    }
    let version = next(UInt32.self)
    guard version == Self.formatVersion else { throw .encoderState(.version(version)) }
    let numbers = (0..<6).map { _ in Int(next(UInt32.self)) }
    guard numbers[1] <= 1 else { throw .encoderState(.notAnEncoder) }
    let options = Options(
      inputSize: numbers[0], colour: numbers[1] == 1, patch: numbers[2], stride: numbers[3],
      filters: numbers[4], cells: numbers[5])
    try options.check()
    let lengths = FoldedFilters.lengths(options)
    let expected = Self.headerLength + lengths.weights * 2 + (2 * lengths.outputs + lengths.norms) * 4
    guard bytes.count == expected else {
      throw .encoderState(.length(expected: expected, found: bytes.count))
    }
    let weights = (0..<lengths.weights).map { _ in Int16(bitPattern: next(UInt16.self)) }
    func floats(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(bitPattern: next(UInt32.self)) }
    }
    let scales = floats(lengths.outputs)
    let offsets = floats(lengths.outputs)
    let norms = floats(lengths.norms)
    let folded = FoldedFilters(weights: weights, scales: scales, offsets: offsets, norms: norms)
    try folded.checkValues()
    try folded.checkWeights(options)
    self.init(options: options, folded: folded)
  }
}
