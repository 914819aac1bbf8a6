/// The tensors of a file as `torch.save` wrote it before version 1.6: three pickles of no interest, one that maps names to
/// tensors, one that lists the keys of their storages, and each storage as its length and its values.
package struct PickledTensors {
  private let source: LittleEndian
  private var tensors: [String: PickledTensor] = [:]
  /// Where the values of each storage begin.
  private var places: [String: Int] = [:]

  /// Reads where everything is.
  ///
  /// - Throws: `PretrainedError.pickle`.
  package init(_ bytes: [UInt8]) throws(PretrainedError) {
    source = LittleEndian(bytes)
    var reader = Unpickler(source)
    for _ in 0..<3 { _ = try reader.next() }
    guard case .dictionary(let members) = try reader.next(), case .list(let keys) = try reader.next() else {
      throw .pickle(offset: reader.offset, problem: "names of tensors and keys of their storages were expected")
    }
    var storages: [String: PickledStorage] = [:]
    for (name, value) in members {
      guard case .tensor(let tensor) = value else { continue }
      tensors[name] = tensor
      storages[tensor.storage.key] = tensor.storage
    }
    for case .text(let key) in keys {
      guard let storage = storages[key], try reader.count() == storage.count, storage.count <= bytes.count else {
        throw .pickle(offset: reader.offset, problem: "a storage of another length than its tensor's")
      }
      places[key] = reader.offset
      try reader.skip(storage.count * (storage.isFloat ? 4 : 8))
    }
  }

  /// The values of a tensor, the last axis the fastest whatever the order that they lie in.
  ///
  /// - Throws: `PretrainedError.tensor` if there is none of that name and shape.
  package func values(_ name: String, shape: [Int]) throws(PretrainedError) -> [Float] {
    guard let tensor = tensors[name] else { throw .tensor(name: name, problem: "it is not there") }
    guard tensor.shape == shape else {
      throw .tensor(name: name, problem: "its shape is \(tensor.shape), expected \(shape)")
    }
    let storage = tensor.storage
    guard storage.isFloat, let place = places[storage.key] else {
      throw .tensor(name: name, problem: "it holds no 32-bit numbers")
    }
    var offsets = [tensor.offset]
    for (length, stride) in zip(shape, tensor.strides) {
      guard stride >= 0, stride <= storage.count else { throw .tensor(name: name, problem: "its strides are damaged") }
      offsets = offsets.flatMap { start in (0..<length).map { start + $0 * stride } }
    }
    guard offsets.allSatisfy({ (0..<storage.count).contains($0) }) else {
      throw .tensor(name: name, problem: "it reaches beyond its storage")
    }
    return offsets.map { offset in
      Float(bitPattern: UInt32(source.number(at: place + 4 * offset, bytes: 4) ?? 0))
    }
  }
}
