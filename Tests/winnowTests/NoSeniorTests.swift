import Foundation
import Testing

/// A team without a senior: nobody is asked a second time, and every iteration ends.
@Suite struct NoSeniorTests {
  @Test func anIterationWithoutASeniorEndsAndTheSpecMayChangeMeanwhile() throws {
    let workshop = try Workshop.withFactory(images: 120) {
      $0.replacingOccurrences(of: "id: ana, senior: true,", with: "id: ana,")
        .replacingOccurrences(of: "seed:    {size: 60, by: group}", with: "seed:    {size: 20}")
    }
    let first = try workshop.succeeds("run", "0", "--spec", "spec.yaml")
    #expect(first.errors.contains("spec.yaml:11:1: note: nobody is a senior"), "\(first.errors)")
    try workshop.succeeds("annotate", "0", "--truth", "images/truth.csv", "--spec", "spec.yaml")
    // The batch is out: it is finished under the spec that it was made from, and the edit is reported.
    let spec = try workshop.read("spec.yaml")
    try workshop.write(spec.replacingOccurrences(of: "id: ana,", with: "id: ana, senior: true,"), to: "spec.yaml")
    let second = try workshop.succeeds("run", "0", "--spec", "spec.yaml")
    #expect(second.errors.contains("is sealed"), "\(second.errors)")
    #expect(second.errors.contains("senior false → true takes effect in iteration 1"), "\(second.errors)")
    #expect(!second.errors.contains("note: nobody is a senior"))
    #expect(workshop.names("data/iterations/000/export-2").count == 3)
  }
}
