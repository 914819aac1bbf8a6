import Columnar
import Foundation
import Parallel
import Storage

/// Times the columnar engine on one file, for `Benchmarks/columnar/bench.py`: a line of seconds a repetition.
@main enum ColumnarBench {
  private static let schema = TableSchema(
    "vectors", key: ["image_id"], "A vector.",
    columns: [ColumnSchema("image_id", .string), ColumnSchema("embedding", .list(.float))])

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let repetitions = Int(arguments[3]) else {
      print("usage: columnar-bench read|stream|scatter|digest|hash|write FILE REPETITIONS [VECTORS.f32]")
      exit(2)
    }
    let path = arguments[2]
    switch arguments[1] {
    case "read": try time(repetitions) { try TableReader(path: path).read(as: schema).rowCount }
    case "stream": try time(repetitions) { try stream(path) }
    case "scatter": try time(repetitions) { try scatter(path) }
    case "digest":
      let table = try TableReader(path: path).read(as: schema)
      try time(repetitions) { try ContentDigest.of(table).bytes.count }
    case "hash":
      let table = try TableReader(path: path).read(as: schema)
      try time(repetitions) { try hash(table.floatLists("embedding").values) }
    case "write" where arguments.count == 5:
      let table = try table(vectors: arguments[4])
      try time(repetitions) { try TableIO.write(table, to: path).size }
    default: exit(2)
    }
  }

  private static func time(_ repetitions: Int, _ body: () throws -> Int) throws {
    for _ in 0..<repetitions {
      let start = ContinuousClock.now
      let result = try body()
      print((ContinuousClock.now - start) / .seconds(1), result)
    }
  }

  /// Row group after row group, none kept.
  private static func stream(_ path: String) throws -> Int {
    let reader = try TableReader(path: path)
    return try (0..<reader.rowGroups).reduce(0) { try $0 + reader.read(rowGroup: $1, as: schema).rowCount }
  }

  /// A thousand rows spread over the file; the result is the number of bytes that were read.
  private static func scatter(_ path: String) throws -> Int {
    let reader = try TableReader(path: path)
    let rows = (0..<1000).map { reader.rowCount / 1000 * $0 + $0 * 7919 % max(1, reader.rowCount / 1000) }
    _ = try reader.read(rows: rows, as: schema)
    return reader.bytesRead
  }

  /// SHA-256 of the values alone, in blocks of 65,536 rows on both cores: what a content digest costs at the least.
  private static func hash(_ values: [Float]) throws -> Int {
    let block = 65_536 * 512
    let blocks = (values.count + block - 1) / block
    return try values.withUnsafeBytes { bytes in
      nonisolated(unsafe) let bytes = bytes
      return try Parallel.map(blocks, threads: 2) { number in
        var builder = DigestBuilder()
        let start = number * block * 4
        builder.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(bytes.count, start + 4 * block)]))
        return builder.finalize().bytes.count
      }.reduce(0, +)
    }
  }

  /// The vectors of a raw file of 512 floats each, under ids that ascend.
  private static func table(vectors path: String) throws -> Table {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let values = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    let ids = (0..<values.count / 512).map { row in
      let digits = String(row)
      return "images/" + String(repeating: "0", count: 7 - digits.count) + digits + ".png"
    }
    return try Table(schema: schema, columns: [.strings(ids), .floatLists(values: values, each: 512)])
  }
}
