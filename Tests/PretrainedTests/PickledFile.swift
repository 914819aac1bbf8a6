/// Writes a file of tensors as PyTorch did, instruction by instruction.
struct PickledFile {
  /// A tensor and what it lies in.
  struct Tensor {
    var name: String
    var storage: [Float]
    var offset = 0
    var shape: [Int]
    var strides: [Int]
  }

  var tensors: [Tensor]
  var globals = ["torch._utils\n_rebuild_tensor_v2", "torch\nFloatStorage"]
  /// Put before the map of tensors is closed.
  var extra: [UInt8] = []

  /// The bytes of the file.
  var bytes: [UInt8] {
    var file = Self.pickle([0x8A, 2, 1, 2]) + Self.pickle([0x4D, 0xE9, 0x03]) + Self.pickle([0x7D, 0x71, 0])
    var map = Self.global("collections\nOrderedDict") + [0x71, 0, 0x29, 0x52, 0x71, 1, 0x28]
    for (number, tensor) in tensors.enumerated() {
      map += Self.text(tensor.name) + Self.global(globals[0]) + [0x28, 0x28] + Self.text("storage")
      map += Self.global(globals[1]) + Self.text("key \(number)") + Self.text("cpu")
      map += Self.whole(tensor.storage.count) + [0x4E, 0x74, 0x51]
      map += Self.whole(tensor.offset) + Self.tuple(tensor.shape) + Self.tuple(tensor.strides)
      map += [0x89] + Self.global("collections\nOrderedDict") + [0x29, 0x52, 0x74, 0x52]
    }
    file += Self.pickle(map + [0x75] + extra)
    var keys: [UInt8] = [0x5D, 0x71, 0, 0x28]
    for number in tensors.indices { keys += Self.text("key \(number)") }
    file += Self.pickle(keys + [0x65])
    for tensor in tensors {
      file += Self.little(UInt64(tensor.storage.count), 8)
      for value in tensor.storage { file += Self.little(UInt64(value.bitPattern), 4) }
    }
    return file
  }

  private static func pickle(_ instructions: [UInt8]) -> [UInt8] { [0x80, 2] + instructions + [0x2E] }

  private static func little(_ number: UInt64, _ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  private static func text(_ text: String) -> [UInt8] { [0x58] + little(UInt64(text.utf8.count), 4) + Array(text.utf8) }

  private static func global(_ name: String) -> [UInt8] { [0x63] + Array("\(name)\n".utf8) }

  private static func whole(_ number: Int) -> [UInt8] { [0x4A] + little(UInt64(number), 4) }

  private static func tuple(_ numbers: [Int]) -> [UInt8] { [0x28] + numbers.flatMap(whole) + [0x74] }
}
