import Spec
import Testing

@Suite struct PoolSpecTests {
  private func spec(_ pool: String) throws -> PipelineSpec {
    try Specs.read(Specs.short.replacing("pool: {root: pictures, images: \"*.png\"}", with: "pool: {\(pool)}")).spec
  }

  @Test(
    arguments: [
      ("root: a", []), ("root: a, images: null", []), ("root: a, images: \"*.png\"", ["*.png"]),
      ("root: a, images: [\"*.png\", \"b/*.{jpg,tif}\"]", ["*.png", "b/*.{jpg,tif}"]),
      ("root: a, table: t.parquet", []),
    ] as [(String, [String])])
  func imagesAreAPatternOrSomeOrEveryPicture(_ pool: String, _ expected: [String]) throws {
    let spec = try spec(pool)
    #expect(spec.pool.images == expected)
    let again = try Specs.read(spec.resolvedYAML()).spec
    #expect(again == spec)
  }

  @Test func onePatternIsWrittenAsItAlwaysWas() throws {
    let one = try spec("root: a, images: \"*.png\"").fields().first { $0.path == "pool.images" }?.value
    #expect(one == "\"*.png\"")
    let some = try spec("root: a, images: [\"*.png\", x]").fields().first { $0.path == "pool.images" }?.value
    #expect(some == "[\"*.png\", x]")
  }
}
