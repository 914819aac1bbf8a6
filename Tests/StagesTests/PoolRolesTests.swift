import Columnar
import Engine
import Foundation
import Imaging
import Spec
import Stages
import Storage
import Testing

/// Which images may be selected, as the pool stage writes it.
@Suite struct PoolRolesTests {
  /// Runs the stage over pictures, each given by its grey, and gives the role of each.
  private func roles(_ pictures: [String: UInt8], _ sets: [String: String], spec: String) async throws -> [String:
    String]
  {
    let folder = try TestFolder()
    for (name, grey) in pictures {
      let raster = try Raster(width: 2, height: 2, channels: 1, pixels: [grey, 0, 0, 0])
      try folder.write(PNGWriter.encode(raster), to: "pool/\(name)")
    }
    for (file, text) in sets { try folder.write(Array(text.utf8), to: file) }
    let text = """
      winnow: 1
      name: roles
      data: data
      classes: [a, b]
      pool: {root: pool, metadata: metadata.csv}
      annotators: [{id: ana, senior: true}]
      \(spec)
      """
    let setup = StageSetup(
      spec: try SpecReader.read(Array(text.utf8), file: "spec.yaml").spec, baseDirectory: folder.path)
    let manifest = """
      {"winnow":1,"pipeline":"roles","iteration":0,"tool":"1","libzstd":"1","spec_sha256":"","spec_chain_sha256":"",\
      "stages":[]}
      """
    let scope = try IterationScope(
      directory: try DataDirectory.create("\(folder.path)/data", pipeline: "roles"), iteration: 0, earlier: [],
      manifest: JSONDecoder().decode(Manifest.self, from: Data(manifest.utf8)))
    let output = "\(folder.path)/out"
    try Files.createDirectory(output)
    try await PoolStage(setup, threads: 1).run(
      StageContext(
        scope: scope, stage: "pool", output: output, scratch: output, threads: 1,
        hooks: HookRunner(executable: "/bin/false"), progress: SilentProgress()))
    let table = try TableIO.read("\(output)/pool.parquet", schema: Tables.pool)
    return Dictionary(
      zip(try table.strings("image_id").strings, try table.strings("role").strings),
      uniquingKeysWith: { first, _ in first })
  }

  @Test func whatSharesBytesOrAGroupWithAHoldoutIsWithheld() async throws {
    let roles = try await roles(
      ["a.png": 1, "b.png": 1, "c.png": 2, "d.png": 3],
      [
        "pool/metadata.csv": "image,group\na.png,one\nb.png,two\nc.png,two\nd.png,three\n",
        "monitoring.csv": "image,label\nb.png,a\n",
      ], spec: "holdout: {monitoring: monitoring.csv}")
    #expect(roles == ["a.png": "withheld", "b.png": "monitoring", "c.png": "withheld", "d.png": "pool"])
  }

  @Test func aCopyOfACalibrationImageIsWithheldAndItsGroupIsNot() async throws {
    let roles = try await roles(
      ["a.png": 1, "b.png": 1, "c.png": 2, "d.png": 3],
      [
        "pool/metadata.csv": "image,group\na.png,one\nb.png,two\nc.png,two\nd.png,three\n",
        "calibration.csv": "image,label\nb.png,a\n",
      ], spec: "calibration: {labels: calibration.csv}")
    #expect(roles == ["a.png": "withheld", "b.png": "calibration", "c.png": "pool", "d.png": "pool"])
  }
}
