import Columnar

extension Wording {
  /// A table of ours that cannot be read is damage; anybody else's is wrong data.
  static func code(_ error: ColumnarError) -> ExitStatus {
    switch error.cause {
    case .footerDigest, .pageChecksum, .inconsistent, .thrift, .compression, .notParquet: .damaged
    default: .data
    }
  }

  /// What is wrong with a table, and where.
  static func columnar(_ error: ColumnarError) -> String {
    var place: [String] = []
    if let file = error.file { place.append(printable(file)) }
    if let column = error.column { place.append("column \(quoted(column))") }
    if let group = error.rowGroup { place.append("row group \(group)") }
    if let page = error.page { place.append("page \(page)") }
    if let row = error.row { place.append("row \(row)") }
    let words =
      if case .codec(let name) = error.cause {
        codec(name, writer: error.writer, file: error.file)
      } else {
        cause(error.cause)
      }
    return place.isEmpty ? words : "\(place.joined(separator: ", ")): \(words)"
  }

  /// What is wrong with a table that a hook wrote: the file itself is gone by then.
  static func hookTable(_ error: ColumnarError) -> String {
    guard case .codec(let name) = error.cause else { return columnar(error) }
    let by = error.writer.flatMap { $0.isEmpty ? nil : " by \(printable($0))" } ?? ""
    return "the pages are compressed with \(printable(name))\(by), which is not read here; let the hook write "
      + "pq.write_table(table, path, compression='zstd')"
  }

  /// What to do about pages that are packed in a way that is not read here.
  private static func codec(_ name: String, writer: String?, file: String?) -> String {
    let by = writer.flatMap { $0.isEmpty ? nil : " by \(printable($0))" } ?? ""
    let start = "the pages are compressed with \(printable(name))\(by), which is not read here; rewrite the file: "
    // What Python takes for the same text: nothing of a file's name ends the quotation.
    let path = printable(file ?? "FILE").replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    if name == "LZO" {
      return start
        + "spark.read.parquet('\(path)').write.option('compression', 'zstd').parquet('\(path).zstd')"
    }
    return start
      + "python3 -c \"import pyarrow.parquet as pq; p = '\(path)'; pq.write_table(pq.read_table(p), p, compression='zstd')\""
  }

  private static func cause(_ cause: ColumnarError.Cause) -> String {
    switch cause {
    case .noSuchColumn: "there is no such column"
    case .columnCount(let expected, let found): "\(count(found, "column")), expected \(expected)"
    case .type(let expected, let found): "the type is \(printable(found)), expected \(printable(expected))"
    case .length(let expected, let found): "\(count(found, "row")), expected \(expected)"
    case .null: "a value is missing where one must be"
    case .nullElement: "an element of a list is missing"
    case .offsets: "the offsets of texts or lists do not ascend"
    case .keyDescends: "the rows do not ascend by their key"
    case .keyRepeats: "two rows have the same key"
    case .noSuchRow(let rows): "there is no such row among \(rows)"
    case .notParquet: "this is no Parquet file"
    case .encrypted: "the file is encrypted; write it without encryption"
    case .schema(let expected, let found): "the table is \(printable(found)), expected \(printable(expected))"
    case .footerDigest: "the footer's digest does not hold: the file is damaged"
    case .pageChecksum: "the check sum of a page does not hold: the file is damaged"
    case .inconsistent(let part): "the file contradicts itself (\(part)): it is damaged"
    case .thrift(let problem): "the file's metadata is broken (\(problem)): it is damaged"
    case .compression(let codec): "the compressed data is broken (\(printable(codec)))"
    case .outOfRange: "a number does not fit the type that is asked for"
    case .int96OutOfRange:
      "the time of 12 bytes (INT96) lies before 1677-09-21 or after 2262-04-11, which nanoseconds in 64 bits cannot say; write "
        + "it in microseconds, in Spark with spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS"
    case .notUTF8: "a text is not UTF-8"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes would be needed, at most \(limit) are allowed"
    case .codec(let name): codec(name, writer: nil, file: nil)
    case .noParts:
      "the folder has no part of a table: no file whose name begins with neither '_' nor '.'"
    case .nestedParts(let name):
      "the folder holds another one, \(quoted(name)), and a table's parts lie side by side; write it without partitions "
        + "(Spark: without partitionBy, Dask: without partition_on), or give that folder alone"
    case .partDiffers(let first, let expected, let found):
      "the type is \(printable(found)), and \(printable(expected)) in the first part, \(quoted(first)); write all parts "
        + "with the same types"
    case .structure(let what):
      "the column is a \(printable(what)), which is not read here; write its fields as columns of their own"
    case .unsupported(let what):
      "\(printable(what)) is not read here; write the file as pyarrow does if it is told nothing else"
    }
  }
}
