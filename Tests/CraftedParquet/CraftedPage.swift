/// Pages whose headers may say anything of what follows them.
package enum CraftedPage {
  /// A data page of version 1; its levels and values are `body`.
  package static func v1(
    _ body: [UInt8], values: Int32, encoding: Int32 = 0, levels: Int32 = 3, uncompressed: Int32? = nil,
    compressed: Int32? = nil, checksum: UInt32? = nil
  ) -> [UInt8] {
    header(
      0, body, uncompressed, compressed, checksum,
      (5, [(1, .int32(values)), (2, .int32(encoding)), (3, .int32(levels)), (4, .int32(levels))])) + body
  }

  /// A data page of version 2; `body` has the repetition levels, the definition levels and the values.
  package static func v2(
    _ body: [UInt8], values: Int32, nulls: Int32 = 0, rows: Int32? = nil, encoding: Int32 = 0,
    definition: Int32 = 0, repetition: Int32 = 0, isCompressed: Bool = false, uncompressed: Int32? = nil,
    compressed: Int32? = nil
  ) -> [UInt8] {
    header(
      3, body, uncompressed, compressed, nil,
      (
        8,
        [
          (1, .int32(values)), (2, .int32(nulls)), (3, .int32(rows ?? values)), (4, .int32(encoding)),
          (5, .int32(definition)), (6, .int32(repetition)), (7, .bool(isCompressed)),
        ]
      )) + body
  }

  /// A dictionary of plain values.
  package static func dictionary(
    _ body: [UInt8], values: Int32, encoding: Int32 = 0, uncompressed: Int32? = nil, compressed: Int32? = nil
  ) -> [UInt8] {
    header(2, body, uncompressed, compressed, nil, (7, [(1, .int32(values)), (2, .int32(encoding))])) + body
  }

  /// A page of another type.
  package static func other(_ type: Int32, _ body: [UInt8], compressed: Int32? = nil) -> [UInt8] {
    header(type, body, nil, compressed, nil, (6, [])) + body
  }

  /// Levels of a page of version 1: their length in front.
  package static func prefixed(_ levels: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: levels.count >> (8 * $0)) } + levels
  }

  /// Whole numbers, little-endian.
  package static func plain<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
    values.flatMap { value in
      (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
    }
  }

  private static func header(
    _ type: Int32, _ body: [UInt8], _ uncompressed: Int32?, _ compressed: Int32?, _ checksum: UInt32?,
    _ kind: (Int, [(Int, Thrift)])
  ) -> [UInt8] {
    var fields: [(Int, Thrift)] = [
      (1, .int32(type)), (2, .int32(uncompressed ?? Int32(body.count))), (3, .int32(compressed ?? Int32(body.count))),
    ]
    if let checksum { fields.append((4, .int32(Int32(bitPattern: checksum)))) }
    fields.append((kind.0, .structure(kind.1)))
    return Thrift.structure(fields).bytes
  }
}
