import Pretrained
import Testing

/// Tensors of a file as PyTorch wrote it, and that nothing else in such a file is carried out.
@Suite struct PickledTensorsTests {
  private static let file = PickledFile(tensors: [
    .init(name: "straight", storage: [1, 2, 3, 4, 5, 6], shape: [2, 3], strides: [3, 1]),
    .init(name: "turned", storage: [1, 2, 3, 4, 5, 6], shape: [2, 3], strides: [1, 2]),
    .init(name: "later", storage: [9, 8, 7, 6], offset: 2, shape: [2], strides: [1]),
  ])

  @Test func theLastAxisIsTheFastestWhateverTheFileHas() throws {
    let tensors = try PickledTensors(Self.file.bytes)
    #expect(try tensors.values("straight", shape: [2, 3]) == [1, 2, 3, 4, 5, 6])
    #expect(try tensors.values("turned", shape: [2, 3]) == [1, 3, 5, 2, 4, 6])
    #expect(try tensors.values("later", shape: [2]) == [7, 6])
  }

  @Test func whatIsNotThereOrOfAnotherShapeIsNamed() throws {
    let tensors = try PickledTensors(Self.file.bytes)
    #expect(throws: PretrainedError.tensor(name: "none", problem: "it is not there")) {
      try tensors.values("none", shape: [1])
    }
    #expect(throws: PretrainedError.tensor(name: "later", problem: "its shape is [2], expected [3]")) {
      try tensors.values("later", shape: [3])
    }
  }

  @Test func aViewBeyondItsStorageIsRefused() throws {
    for (offset, strides) in [(3, [1]), (0, [5]), (0, [1 << 30])] {
      let file = PickledFile(tensors: [
        .init(name: "far", storage: [1, 2, 3, 4], offset: offset, shape: [2], strides: strides)
      ])
      let tensors = try PickledTensors(file.bytes)
      #expect(throws: PretrainedError.self, "\(offset), \(strides)") { try tensors.values("far", shape: [2]) }
    }
  }

  @Test func aFunctionOfAnotherKindIsNotCalled() throws {
    var file = Self.file
    file.globals[0] = "os\nsystem"
    let error = #expect(throws: PretrainedError.self) { try PickledTensors(file.bytes) }
    guard case .pickle(_, let problem) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(problem == "it asks for os system")
  }

  @Test func anInstructionWithoutAPlaceInSuchAFileIsRefused() throws {
    // INST, OBJ, REDUCE of nothing, a recalled dictionary, a frame.
    for instructions in [[0x69], [0x6F], [0x52], [0x68, 1], [0x95], [0x30], [0x75], [0x74]] as [[UInt8]] {
      var file = Self.file
      file.extra = instructions
      #expect(throws: PretrainedError.self, "\(instructions)") { try PickledTensors(file.bytes) }
    }
  }

  @Test func aFileThatEndsAnywhereIsRefused() throws {
    let bytes = Self.file.bytes
    for length in 0..<bytes.count {
      #expect(throws: PretrainedError.self, "\(length) bytes") { try PickledTensors(Array(bytes.prefix(length))) }
    }
  }

  @Test func aByteThatIsAnotherNeverTraps() throws {
    let bytes = Self.file.bytes
    for index in bytes.indices {
      for flipped in [1, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[index] ^= flipped
        if let tensors = try? PickledTensors(damaged) { _ = try? tensors.values("turned", shape: [2, 3]) }
      }
    }
  }
}
