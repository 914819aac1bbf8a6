extension Measure {
  /// A uniform number in [0, 1) a row, from its draw key: the baseline that every measure is compared with.
  ///
  /// O(1) a row; no parameters.
  package static func random(_ keys: [UInt64]) -> [Double] {
    keys.map { Double($0 >> 11) * 0x1p-53 }
  }
}
