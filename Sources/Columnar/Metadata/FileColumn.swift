/// One list that a column's values lie in.
struct ListLevel: Equatable {
  /// The definition level from which on the list itself is there.
  var present: Int
  /// The definition level from which on it has an element, which may be missing in turn.
  var filled: Int
}

/// How stored values become those that `ColumnType` describes.
enum ValueMapping: Equatable {
  case asIs
  /// Unsigned 32 bits, widened.
  case unsigned32
  /// Unsigned 64 bits, held as they are.
  case unsigned64
  /// Half precision, widened.
  case float16
  /// Nanoseconds of the day and Julian day, in 12 bytes: to nanoseconds since 1970.
  case int96
  /// Decimals in bytes, of which there may be 32 at the most.
  case decimal
  /// Nothing but missing values, whatever the type.
  case nothing
}

/// A column of a file that can be read: one leaf, in no, one or more lists.
struct FileColumn {
  var name: String
  /// The index among all leaves of the file, which is that of its chunks in a row group.
  var leaf: Int
  var physical: PhysicalType
  /// How many bytes a value of fixed length has.
  var typeLength: Int
  var mapping: ValueMapping
  /// The type as ours.
  var type: ColumnType
  /// Whether a row may lack a value.
  var nullable: Bool
  var maximumDefinition: Int
  var maximumRepetition: Int
  /// The lists, from the outermost.
  ///
  /// A list within another may be missing if its `present` is above the other's `filled`, and a value if
  /// `maximumDefinition` is above the innermost list's.
  var lists: [ListLevel]

  /// The type of the innermost values.
  var leafType: ColumnType {
    var type = type
    while case .list(let element) = type { type = element }
    return type
  }

  /// Whether values of the physical type `byteArray` are texts, which must be UTF-8; `ColumnValues.binary` otherwise.
  var isText: Bool { physical == .byteArray && leafType == .string }

  /// Whether values of the physical type `fixedLengthByteArray` are `ColumnValues.digest`; `.fixed` otherwise.
  var isDigest: Bool { physical == .fixedLengthByteArray && leafType == .digest }
}
