import Columnar
import Foundation
import Pipeline
import Storage
import Testing

/// Near-duplicates among the images of files.
@Suite struct FileDuplicatesTests {
  private let folder: String

  init() throws { folder = try TestFolders.empty() }

  /// Writes vectors at some angles, in degrees, in the order given.
  private func vectors(
    _ angles: [(id: String, angle: Float)], to name: String = "e.parquet", rowGroupRows: Int = 65_536
  ) throws {
    let values = angles.flatMap { [cos($0.angle / 180 * .pi), sin($0.angle / 180 * .pi)] }
    try write(
      [
        (ColumnSchema("image_id", .string), .strings(angles.map(\.id))),
        (ColumnSchema("embedding", .list(.float)), .floatLists(values: values, each: 2)),
      ], to: name, rowGroupRows: rowGroupRows)
  }

  private func write(_ columns: [(ColumnSchema, Column)], to name: String, rowGroupRows: Int = 65_536) throws {
    let schema = TableSchema("anything", key: [], "", columns: columns.map(\.0))
    _ = try TableIO.write(
      Table(schema: schema, columns: columns.map(\.1)), to: "\(folder)/\(name)", rowGroupRows: rowGroupRows)
  }

  private func search(
    _ name: String = "e.parquet", distance: Double = 0.01, priority: String? = nil, threads: Int = 2
  ) throws -> FileDuplicates.Report {
    try FileDuplicates(
      .table("\(folder)/\(name)"), distance: distance, priority: priority.map { "\(folder)/\($0)" }, threads: threads
    ).run(out: "\(folder)/out.parquet")
  }

  /// The rows written: image, leader, size of the group.
  private func rows() throws -> [String] {
    let reader = try TableReader(path: "\(folder)/out.parquet")
    let table = try reader.read(as: reader.schema)
    let (ids, leaders) = (try table.strings("image_id").strings, try table.strings("leader").strings)
    return zip(zip(ids, leaders), try table.int32s("group_size")).map { "\($0.0.0) \($0.0.1) \($0.1)" }
  }

  private let spread: [(id: String, angle: Float)] = [
    ("d", 90), ("a", 2), ("c", 180), ("b", 0), ("f", 90), ("e", 91), ("g", 270),
  ]
  private let groups = ["a a 2", "b a 2", "d d 3", "e d 3", "f d 3"]

  @Test func groupsHaveALeaderAndLonersAreNotListed() throws {
    try vectors(spread)
    let report = try search()
    #expect(try rows() == groups)
    #expect(report.images == 7 && report.dimensions == 2 && report.groups == 2 && report.duplicates == 3)
    #expect(report.equal == 1 && report.largestGroup == 3 && report.cutShort == 0 && report.distance == 0.01)
  }

  @Test func theOrderOfTheRowsAndTheirFilesDoNotMatter() throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/parts", withIntermediateDirectories: true)
    try vectors(Array(spread[..<3]), to: "parts/1.parquet")
    try vectors(Array(spread[3...]), to: "parts/2.parquet", rowGroupRows: 2)
    try vectors(spread.sorted { $0.id < $1.id }, to: "sorted.parquet", rowGroupRows: 3)
    try vectors(spread.reversed(), to: "reversed.parquet", rowGroupRows: 2)
    for name in ["parts", "sorted.parquet", "reversed.parquet"] {
      for threads in [1, 3] {
        let report = try search(name, threads: threads)
        #expect(try rows() == groups, "\(name)")
        #expect(report.images == 7 && report.duplicates == 3, "\(name)")
      }
    }
  }

  @Test func thoseThatComeFirstLeadTheirGroups() throws {
    try vectors(spread)
    try write(
      [
        (ColumnSchema("image_id", .string), .strings(["f", "b", "nobody", "f"])),
        (ColumnSchema("rank", .int32), .int32s([7, 2, 1, 3])),
      ], to: "ranks.parquet")
    _ = try search(priority: "ranks.parquet")
    #expect(try rows() == ["a b 2", "b b 2", "d f 3", "e f 3", "f f 3"])
    // Of an image that stands twice the better rank counts.
    try write(
      [
        (ColumnSchema("image_id", .string), .strings(["e", "f", "e"])),
        (ColumnSchema("rank", .int32), .int32s([1, 2, 9])),
      ], to: "ranks.parquet")
    _ = try search(priority: "ranks.parquet")
    #expect(try rows().suffix(3) == ["d e 3", "e e 3", "f e 3"])
  }

  @Test func aNarrowDistanceLeavesTheEqualOnes() throws {
    try vectors(spread)
    let report = try search(distance: 0.000001)
    #expect(try rows() == ["d d 2", "f d 2"])
    #expect(report.equal == 1 && report.groups == 1)
  }

  @Test func vectorsThatCannotBeComparedAreNamed() throws {
    func error() -> DuplicatesError? {
      do {
        _ = try search()
        return nil
      } catch {
        return error as? DuplicatesError
      }
    }
    try vectors([("b", 0), ("a", 1), ("b", 2)])
    #expect(error() == .repeated(image: "b"))
    func lists(_ values: [Float], _ offsets: [Int]) throws {
      try write(
        [
          (ColumnSchema("image_id", .string), .strings(["b", "a"])),
          (ColumnSchema("embedding", .list(.float)), .floatLists(values: values, offsets: offsets)),
        ], to: "e.parquet")
    }
    try lists([1, 0, 1], [0, 2, 3])
    #expect(error() == .dimensions(image: "b", expected: 1, found: 2))
    try lists([1, 0], [0, 2, 2])
    #expect(error() == .empty(image: "a"))
    try lists([1, .nan, 0, 1], [0, 2, 4])
    #expect(error() == .notFinite(image: "b"))
    try vectors([])
    #expect(try search().images == 0)
  }

  @Test func theVectorsOfAnIterationAreThoseOfItsStore() async throws {
    let small = try await PreparedPipelines.shared()
    let out = "\(folder)/out.parquet"
    let report = try FileDuplicates(
      .store(small.directory(), iteration: 1), distance: 0.0001, priority: nil, threads: 2
    )
    .run(out: out)
    // Only the copy has the vector of another image.
    #expect(report.images == 33 && report.duplicates == 1 && report.equal == 1)
    #expect(
      try rows() == [
        "\(SmallPipeline.images[3]) \(SmallPipeline.images[3]) 2", "\(SmallPipeline.copy) \(SmallPipeline.images[3]) 2",
      ])
  }
}
