import Columnar
import CraftedParquet
import Storage
import Testing

/// Files made to lie: an error that says what and where, whatever they claim.
@Suite struct MalformedCaseTests {
  @Test func everyLieEndsInAnErrorThatNamesItsPlace() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x.parquet")
    for file in MalformedCase.all {
      try Files.writeAtomically(file.bytes, to: path)
      let error = Reading.everything(path)
      // What may be read need not be.
      guard let wanted = file.cause else {
        #expect(error == nil || error is ColumnarError, "\(file.name): \(String(describing: error))")
        continue
      }
      let found = try #require(error as? ColumnarError, "\(file.name): \(String(describing: error))")
      #expect(Self.same(found.cause, wanted), "\(file.name): \(found.cause)")
      #expect(found.file == path, "\(file.name)")
      #expect(found.column == file.column, "\(file.name): \(found)")
      #expect(found.page == file.page, "\(file.name): \(found)")
    }
  }

  @Test func everyLieHasItsOwnName() {
    #expect(Set(MalformedCase.all.map(\.name)).count == MalformedCase.all.count)
  }

  /// Whether two causes are the same, the sizes of what is too large left out.
  private static func same(_ left: ColumnarError.Cause, _ right: ColumnarError.Cause) -> Bool {
    if case .tooLarge = left, case .tooLarge = right { return true }
    return left == right
  }
}
