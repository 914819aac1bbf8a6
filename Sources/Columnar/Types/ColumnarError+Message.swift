import Texts

extension ColumnarError: ReportedError {
  package var code: String {
    switch cause {
    case .noSuchColumn: "table.no_such_column"
    case .columnCount: "table.column_count"
    case .type: "table.type"
    case .length: "table.length"
    case .null: "table.null"
    case .nullElement: "table.null_element"
    case .offsets: "table.offsets"
    case .keyDescends: "table.key_descends"
    case .keyRepeats: "table.key_repeats"
    case .noSuchRow: "table.no_such_row"
    case .notParquet: "table.not_parquet"
    case .encrypted: "table.encrypted"
    case .schema: "table.schema"
    case .footerDigest: "table.footer_digest"
    case .pageChecksum: "table.page_checksum"
    case .inconsistent: "table.inconsistent"
    case .thrift: "table.thrift"
    case .compression: "table.compression"
    case .outOfRange: "table.out_of_range"
    case .int96OutOfRange: "table.int96_out_of_range"
    case .notUTF8: "table.not_utf8"
    case .tooLarge: "table.too_large"
    case .codec: "table.codec"
    case .structure: "table.structure"
    case .unsupported: "table.unsupported"
    case .noParts: "table.no_parts"
    case .nestedParts: "table.nested_parts"
    case .partDiffers: "table.part_differs"
    }
  }

  /// A table of ours that cannot be read is damage; anybody else's is wrong data.
  package var kind: ErrorKind {
    switch cause {
    case .footerDigest, .pageChecksum, .inconsistent, .thrift, .compression, .notParquet: .damaged
    default: .data
    }
  }

  package var place: ErrorPlace? {
    let place = ErrorPlace(file: file, column: column, rowGroup: rowGroup, page: page, row: row.map { $0 + 1 })
    return place.isNowhere ? nil : place
  }

  package var message: String {
    let words = if case .codec(let name) = cause { codec(name) } else { cause.message }
    return place.map { "\($0.rendered): \(words)" } ?? words
  }

  /// What is wrong with a table that a hook wrote: the file itself is gone by then.
  package var messageToItsHook: String {
    guard case .codec(let name) = cause else { return message }
    return unread(name) + "; let the hook write pq.write_table(table, path, compression='zstd')"
  }

  private func unread(_ codec: String) -> String {
    let by = writer.flatMap { $0.isEmpty ? nil : " by \($0.printable)" } ?? ""
    return "the pages are compressed with \(codec.printable)\(by), which is not read here"
  }

  /// What to do about pages that are packed in a way that is not read here.
  private func codec(_ name: String) -> String {
    let start = unread(name) + "; rewrite the file: "
    // What Python takes for the same text: nothing of a file's name ends the quotation.
    let path = (file ?? "FILE").printable.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    if name == "LZO" {
      return start
        + "spark.read.parquet('\(path)').write.option('compression', 'zstd').parquet('\(path).zstd')"
    }
    return start
      + "python3 -c \"import pyarrow.parquet as pq; p = '\(path)'; pq.write_table(pq.read_table(p), p, compression='zstd')\""
  }
}

extension ColumnarError.Cause {
  fileprivate var message: String {
    switch self {
    case .noSuchColumn: "there is no such column"
    case .columnCount(let expected, let found): "\(found.counted("column")), expected \(expected)"
    case .type(let expected, let found): "the type is \(found.printable), expected \(expected.printable)"
    case .length(let expected, let found): "\(found.counted("row")), expected \(expected)"
    case .null: "a value is missing where one must be"
    case .nullElement: "an element of a list is missing"
    case .offsets: "the offsets of texts or lists do not ascend"
    case .keyDescends: "the rows do not ascend by their key"
    case .keyRepeats: "two rows have the same key"
    case .noSuchRow(let rows): "there is no such row among \(rows)"
    case .notParquet: "this is no Parquet file"
    case .encrypted: "the file is encrypted; write it without encryption"
    case .schema(let expected, let found): "the table is \(found.printable), expected \(expected.printable)"
    case .footerDigest: "the footer's digest does not hold: the file is damaged"
    case .pageChecksum: "the check sum of a page does not hold: the file is damaged"
    case .inconsistent(let part): "the file contradicts itself (\(String.words(of: part))): it is damaged"
    case .thrift(let problem): "the file's metadata is broken (\(String.words(of: problem))): it is damaged"
    case .compression(let codec): "the compressed data is broken (\(codec.printable))"
    case .outOfRange: "a number does not fit the type that is asked for"
    case .int96OutOfRange:
      "the time of 12 bytes (INT96) lies before 1677-09-21 or after 2262-04-11, which nanoseconds in 64 bits cannot say; write "
        + "it in microseconds, in Spark with spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS"
    case .notUTF8: "a text is not UTF-8"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes would be needed, at most \(limit) are allowed"
    case .codec(let name): "the pages are compressed with \(name.printable)"
    case .noParts:
      "the folder has no part of a table: no file whose name begins with neither '_' nor '.'"
    case .nestedParts(let name):
      "the folder holds another one, \(name.quoted), and a table's parts lie side by side; write it without partitions "
        + "(Spark: without partitionBy, Dask: without partition_on), or give that folder alone"
    case .partDiffers(let first, let expected, let found):
      "the type is \(found.printable), and \(expected.printable) in the first part, \(first.quoted); write all parts "
        + "with the same types"
    case .structure(let what):
      "the column is a \(what.printable), which is not read here; write its fields as columns of their own"
    case .unsupported(let what):
      "\(what.printable) is not read here; write the file as pyarrow does if it is told nothing else"
    }
  }
}
