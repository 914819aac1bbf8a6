/// Why an archive cannot be written or read.
package enum ArchiveError: Error, Sendable, Equatable {
  /// It is not what `export-audit` writes, or was cut off.
  case damaged
  /// It holds a name that leads out of the folder that it is unpacked into.
  case name(String)
  /// It is packed in another way than `export-audit` packs.
  case packing
}
