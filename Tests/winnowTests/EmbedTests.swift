import Columnar
import Foundation
import Testing

/// Vectors belong to the bytes that the pool was listed with.
@Suite struct EmbedTests {
  @Test func aPictureThatChangesUnderAnEmbedderOfOnesOwnHasNoVector() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(
        of: "embed:   {run: [winnow, hook, patch-embed], dimensions: 32, input_size: 32, filters: 16}",
        with: "embed:   {run: [sh, embed.sh], dimensions: 2}")
    }
    // It copies a prepared table, and meanwhile somebody puts another picture in the place of one.
    try workshop.write(
      #"""
      out=$(sed -n 's/.*"embeddings" : "\(.*\)".*/\1/p' "$WINNOW_REQUEST")
      here=$(dirname "$0")
      cp "$here/table.parquet" "$out"
      cp "$here/$(cat "$here/other")" "$here/new.png"
      mv "$here/new.png" "$here/$(cat "$here/victim")"
      """#, to: "embed.sh")
    try workshop.completes(0)
    try workshop.succeeds("run", "1", "--until", "pool")

    let pool = TableSchema("pool", key: [], "", columns: [ColumnSchema("image_id", .string)])
    let ids = try TableIO.read("\(workshop.path)/data/iterations/001/pool/pool.parquet", schema: pool)
      .strings("image_id").strings
    let (victim, other) = (ids[7], ids[8])
    try workshop.write("images/\(victim)", to: "victim")
    try workshop.write("images/\(other)", to: "other")
    let schema = TableSchema(
      "embeddings", key: [], "",
      columns: [ColumnSchema("image_id", .string), ColumnSchema("embedding", .list(.float))])
    _ = try TableIO.write(
      Table(
        schema: schema,
        columns: [.strings(ids), .floatLists(values: ids.indices.flatMap { [Float($0), 1] }, each: 2)]),
      to: "\(workshop.path)/table.parquet")

    let outcome = try workshop.succeeds("run", "1", "--until", "embed")
    #expect(outcome.errors.contains("embed: 1 picture holds other bytes than when the pool was listed"))
    #expect(outcome.errors.contains("'\(victim)'"), "\(outcome.errors)")
    let folder = "\(workshop.path)/data/iterations/001/embed"
    let broken = try TableIO.read(
      "\(folder)/broken.parquet",
      schema: TableSchema(
        "broken", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("reason", .string)]))
    #expect(try broken.strings("image_id").strings == [victim])
    #expect(try broken.strings("reason").strings == ["changed"])
    let listed = TableSchema("embedding_index", key: [], "", columns: pool.columns)
    let index = try TableIO.read("\(folder)/index.parquet", schema: listed).strings("image_id").strings
    #expect(index == ids.filter { $0 != victim })
  }
}
