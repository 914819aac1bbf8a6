import Columnar
import Foundation
import Testing

/// Pools as they come from elsewhere: folders full of links and odd files, and tables of images that are not here.
@Suite struct ForeignPoolTests {
  private static let remote = """
    winnow: 1
    name: remote
    data: data
    classes: [good, bad]
    pool: {root: ., table: pool.parquet}
    annotators: [{id: ana, senior: true}, {id: ben}]
    stages:
      seed: {size: 12}
      embed: {run: [sh, hook.sh], dimensions: 2}
      cluster: {batch: 5}

    """

  @Test func aFolderOfLinksAndOddFilesIsListedAndWhatIsNotTakenIsReported() throws {
    let workshop = try Workshop()
    try workshop.succeeds("factory", "--out", "store", "--count", "60", "--size", "32")
    let pictures = workshop.names("store/images").prefix(7)
    try workshop.write("", to: "photos/sub/notes.txt")
    for (number, picture) in pictures.enumerated() {
      let target = "../store/images/\(picture)"
      try FileManager.default.createSymbolicLink(
        atPath: "\(workshop.path)/photos/IMG_\(number).PNG", withDestinationPath: target)
    }
    for (link, target) in [("gone.png", "nowhere"), ("sub/up", ".."), ("more", "../store/images")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(workshop.path)/photos/\(link)", withDestinationPath: target)
    }
    try workshop.write("no picture", to: "photos/no.png")
    try workshop.write("raw", to: "photos/a.CR2")
    try workshop.write("hidden", to: "photos/._IMG_0.PNG")
    try workshop.write(
      Self.remote.replacingOccurrences(of: "root: ., table: pool.parquet", with: "root: photos, broken_share: 0.2")
        .replacingOccurrences(of: "{run: [sh, hook.sh], dimensions: 2}", with: "{dimensions: 8, filters: 4}"),
      to: "spec.yaml")
    let outcome = try workshop.succeeds("run", "0", "--until", "pool")
    #expect(
      outcome.errors.contains(
        "67 images read, 7 of them exact copies of others, "
          + "2 (1 dangling_link, 1 not_an_image) broken and left out"), "\(outcome.errors)")
    #expect(outcome.errors.contains("1 .CR2, taken only where pool.images asks for it (a.CR2)"))
    #expect(outcome.errors.contains("1 .PNG with a name or folder that begins with a dot (._IMG_0.PNG)"))
    #expect(outcome.errors.contains("1 link to a folder that belongs to the pool already (sub/up)"))
    let again = try workshop.succeeds("run", "0", "--until", "pool")
    #expect(again.errors.contains("everything is up to date"))
  }

  @Test func aPoolOfImagesThatAreElsewhereGoesThroughWithAnEmbedderOfOnesOwn() throws {
    let workshop = try Workshop()
    let ids = (100..<160).map { "cam/\($0).heic" }
    let digests = ids.indices.flatMap { row in [UInt8](repeating: UInt8(row), count: 32) }
    let pool = try Table(
      schema: TableSchema(
        "", key: [], "",
        columns: [
          ColumnSchema("image_id", .string), ColumnSchema("sha256", .digest), ColumnSchema("group", .int32),
          ColumnSchema("url", .string, nullable: true),
        ]),
      columns: [
        .strings(ids), Column(.digest(digests)), Column(.int32(ids.indices.map { Int32($0 / 4) })),
        .optionalStrings(ids.map { $0.contains("5") ? nil : "https://pics.example/\($0)?v=1" }),
      ])
    _ = try TableIO.write(pool, to: "\(workshop.path)/pool.parquet")
    let vectors = try Table(
      schema: TableSchema(
        "", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("embedding", .list(.float))]),
      columns: [
        .strings(ids),
        .floatLists(
          values: ids.indices.flatMap { [Float($0 % 7), Float($0 % 2)] }, offsets: (0...ids.count).map { $0 * 2 }),
      ])
    _ = try TableIO.write(vectors, to: "\(workshop.path)/vectors.parquet")
    try workshop.write(
      """
      value() { sed -n "s/.*\\"$1\\" : \\"\\(.*\\)\\".*/\\1/p" "$WINNOW_REQUEST"; }
      cp "$(value images)" "\(workshop.path)/asked.parquet"
      cp "\(workshop.path)/vectors.parquet" "$(value embeddings)"

      """, to: "hook.sh")
    try workshop.write(Self.remote, to: "spec.yaml")
    let truth = ids.enumerated().map { "\($0.element),\($0.offset % 2 == 0 ? "good" : "bad")\n" }.joined()
    try workshop.write("image,label\n" + truth, to: "images/truth.csv")
    try workshop.completes(0)
    let tasks = try workshop.read("data/iterations/000/export-1/label-studio/ana.json")
    #expect(tasks.contains(#""image":"https://pics.example/cam/1"#))
    #expect(tasks.contains(#""image":"/data/local-files/?d=cam/1"#))
    let page = try workshop.read("data/iterations/000/report/report.html")
    #expect(page.components(separatedBy: "no picture").count == 13)

    try workshop.succeeds("run", "1", "--until", "embed")
    let asked = try TableReader(path: "\(workshop.path)/asked.parquet")
    let table = try asked.read(as: asked.schema)
    #expect(try table.optionalStrings("path") == ids.map { _ in nil })
    #expect(try table.optionalStrings("url").compactMap(\.self).count == ids.count { !$0.contains("5") })
  }
}
