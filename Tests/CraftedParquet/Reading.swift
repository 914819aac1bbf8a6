import Columnar

/// Reads all of a file that may be broken.
package enum Reading {
  /// How many bytes a column may take while a broken file is read.
  package static let memoryLimit = 1 << 24

  /// Reads every column of every row group; an error of one does not keep the others from being read.
  ///
  /// - Parameter path: The file.
  /// - Returns: The first error, nil if all was read.
  package static func everything(_ path: String) -> (any Error)? {
    var first: (any Error)?
    do {
      let reader = try TableReader(path: path, memoryLimit: memoryLimit, threads: 1)
      for group in 0..<min(reader.rowGroups, 64) {
        for name in reader.columnNames.prefix(256) {
          do {
            let columns = try reader.read(rowGroup: group, columns: [name])
            precondition(columns.allSatisfy { $0.count == reader.rowGroupRows(group) }, "rows were lost")
          } catch {
            first = first ?? error
          }
        }
      }
    } catch {
      first = error
    }
    return first
  }
}
