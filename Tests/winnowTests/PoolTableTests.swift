import Columnar
import Foundation
import Testing

/// A pool that is given as a table.
@Suite struct PoolTableTests {
  private static let table = "data/iterations/000/pool/pool.parquet"
  private static let listed = Workshop.spec.replacingOccurrences(
    of: "images: \"images/**/*.png\", metadata: metadata.csv", with: "table: \(table)")

  private func images(_ workshop: Workshop, data: String) throws -> [String] {
    try workshop.succeeds(
      "show", "\(data)/iterations/000/pool/pool.parquet", "--json", "--columns",
      "image_id,sha256,size_bytes,width,height,group,duplicate_of,role"
    ).output.split(separator: "\n").map(String.init)
  }

  @Test func isThePoolThatItsImagesWouldGive() throws {
    let workshop = try Workshop.withFactory(images: 120)
    try workshop.succeeds("run", "0", "--until", "pool")
    let expected = try images(workshop, data: "data")
    #expect(expected.count == 120)

    try workshop.write(Self.listed, to: "spec.yaml")
    try workshop.succeeds("run", "0", "--until", "seed", "--data", "other")
    #expect(try images(workshop, data: "other") == expected)
    let again = try workshop.succeeds("plan", "0", "--data", "other")
    #expect(again.output.contains("pool") && again.output.contains("skip: up to date"))
  }

  @Test func aTableThatIsNoneIsWrongData() throws {
    let workshop = try Workshop.withFactory(images: 120)
    try workshop.write(Self.listed, to: "spec.yaml")
    let missing = try workshop.run(["run", "0", "--until", "pool", "--data", "other"])
    #expect(missing.code == 3 && missing.errors.contains(Self.table))

    try workshop.write("nonsense", to: Self.table)
    let broken = try workshop.run(["run", "0", "--until", "pool", "--data", "other"])
    #expect(broken.code == 3 && broken.errors.contains("pool.table") && broken.errors.contains("no Parquet file"))
  }

  @Test(arguments: [
    ("../x", "'..'"), ("a/../../x", "'..'"), ("a\u{0}b", "control"), ("a\nb", "control"), ("\u{9B}31m", "control"),
    (String(repeating: "x", count: 1 << 20), "1,024"), ("", "empty"), ("a\u{FFFD}", "UTF-8"),
  ]) func anIdThatCannotBeOneIsRefusedByName(_ id: String, _ word: String) throws {
    let workshop = try Workshop.withFactory(images: 60)
    let table = try Table(
      schema: TableSchema(
        "pool", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("sha256", .string)]),
      columns: [
        .strings(["good.png", id]), .strings([String(repeating: "ab", count: 32), String(repeating: "cd", count: 32)]),
      ])
    _ = try TableIO.write(table, to: "\(workshop.path)/mine.parquet")
    try workshop.write(
      Self.listed.replacingOccurrences(of: Self.table, with: "mine.parquet"), to: "spec.yaml")
    let outcome = try workshop.run(["run", "0", "--until", "pool"])
    #expect(outcome.code == 3 && outcome.errors.contains(word), "\(outcome.errors.prefix(2_000))")
    #expect(outcome.errors.utf8.count < 4_000)
    #expect(!outcome.errors.utf8.contains { $0 < 0x20 && $0 != 0x0A })
    #expect(!workshop.has("data/iterations/000/pool"))
  }
}
