import Audit
import Engine
import Foundation
import Stages
import Storage
import Testing

@Suite struct CatalogueTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Where names of files and stages are spelled: the declarations, and what speaks to people or to programs of others.
  private static let declarations = [
    "Sources/Stages/Catalogue/", "Sources/Storage/StoreName.swift", "Sources/Labelling/LabelTask.swift",
    // A program in Python that auditors run.
    "Sources/Audit/Archive/AuditGuide.swift",
    // The fields of a spec, of which some are called as the stages are.
    "Sources/Spec/",
  ]

  /// The lines of the sources that hold code, with where they stand.
  private static func code() throws -> [(place: String, line: String)] {
    try Files.walk("\(root)/Sources").filter { $0.hasSuffix(".swift") }.map { "Sources/\($0)" }.filter { path in
      !declarations.contains { path.hasPrefix($0) }
    }.flatMap { path in
      String(decoding: try Files.read("\(root)/\(path)", limit: 1 << 20), as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .map { ("\(path):\($0.offset + 1)", String($0.element)) }
    }.filter { !$0.line.drop(while: \.isWhitespace).hasPrefix("//") }
  }

  @Test func noFileIsNamedButByItsDeclaration() throws {
    // Files in a scratch folder are nobody else's.
    let name = /["\/][A-Za-z_-]+\.(parquet|json|jsonl|html)"/
    let scratch = /scratch\)\/[a-z-]+\.(parquet|json)"/
    for (place, line) in try Self.code() where line.contains(name) && !line.contains(scratch) {
      Issue.record("\(place) names a file: \(line)")
    }
  }

  @Test func noStageIsNamedButByItsDeclaration() throws {
    let names = "pool|amend|seed|embed|train|score|cluster|report|export|ingest"
    let patterns = try [
      // As a file's stage, as an argument or a member called stage or name, compared, looked up, and in a path.
      #"Artifact\("("# + names + #")""#, #"(stage|kind|name|stageName): "("# + names + #")["/]"#,
      #"(stage|name|kind) [!=]= "("# + names + #")""#, #"(record|ran|draw|ofStage)\("("# + names + #")["/]"#,
      #", "("# + names + #")(/[a-z]+)?"\)\s*$"#, #"\[?"(embed|train)", "(train|score)""#,
      #""(export|ingest)-(\\|[0-9]|")"#, #"/(pool|embed|train|score|cluster|report|seed|amend)/[^ ]*""#,
      #"var (name|kind): String \{ "("# + names + #")["\-]"#,
    ].map { try Regex($0) }
    for (place, line) in try Self.code() where patterns.contains(where: { line.contains($0) }) {
      Issue.record("\(place) names a stage: \(line)")
    }
  }

  @Test func everyFileIsDeclaredOnceAndEveryTableHasASchema() {
    #expect(Set(Catalogue.all).count == Catalogue.all.count)
    for artifact in Catalogue.all {
      #expect((artifact.table != nil) == artifact.file.hasSuffix(".parquet"), "\(artifact.name)")
      #expect(Catalogue.declares(artifact))
    }
    #expect(!Catalogue.declares(Artifact(StageName.pool, "other.parquet")))
    #expect(!Catalogue.declares(Artifact(StageName.pool, "other/x.csv")))
  }

  /// What the stages of the golden data wrote, four iterations with everything that can happen in them.
  @Test func whateverStagesWroteIsDeclared() throws {
    let archive = "\(Self.root)/Tests/winnowTests/Golden/golden.tar.zst"
    let folder = try TestFolder()
    // Our own reader: a bare machine has no program that unpacks zstd.
    var reader = try ArchiveReader(archive)
    _ = try reader.unpack(into: folder.path)
    var found: Set<Artifact> = []
    for path in try Files.walk(folder.path) {
      let parts = path.split(separator: "/").drop { $0 != "iterations" }
      guard parts.count > 3 else { continue }
      let own = parts.dropFirst(2)
      guard let stage = own.first, stage != "logs", stage != "superseded" else { continue }
      var file = own.dropFirst().joined(separator: "/")
      if file.hasSuffix("-empty") { file = String(file.dropLast(6)) }
      let artifact = Artifact(String(stage), file)
      #expect(Catalogue.declares(artifact), "\(artifact.name)")
      found.insert(artifact)
    }
    #expect(found.count > 30)
    let never = Catalogue.all.filter { !found.contains($0) }.map(\.name)
    // Tables of later builds, and those that are there only where something went wrong.
    #expect(
      never
        == [
          Catalogue.Pool.addresses, Catalogue.Pool.joins, Catalogue.Pool.vanished, Catalogue.Pool.erased,
          Catalogue.Pool.undecodable, Catalogue.Pool.leftAside, Catalogue.Train.places, Catalogue.Train.leftOut,
          Catalogue.Train.conflicts,
        ].map(\.name))
  }
}
