/// Reads pickles of protocol 2 that hold nothing but what a file of tensors needs.
///
/// A pickle is a program; this machine knows the instructions, the two functions and the three classes that such a file uses
/// and refuses everything else, so that nothing in a file runs. CPython: `Lib/pickletools.py`, which documents each of them.
struct Unpickler {
  private static let orderedDictionary = "collections OrderedDict"
  private static let rebuildTensor = "torch._utils _rebuild_tensor_v2"
  private static let rebuildParameter = "torch._utils _rebuild_parameter"
  private static let floatStorage = "torch FloatStorage"
  private static let longStorage = "torch LongStorage"
  private static let known = [orderedDictionary, rebuildTensor, rebuildParameter, floatStorage, longStorage]

  private let source: LittleEndian
  /// Where the next instruction stands.
  private(set) var offset = 0
  private var stack: [PickledValue] = []
  /// How high the stack was at each mark.
  private var marks: [Int] = []
  private var memo: [Int: PickledValue] = [:]

  /// Prepares to read pickles that follow each other.
  init(_ source: LittleEndian) { self.source = source }

  /// Reads the next pickle.
  ///
  /// - Throws: `PretrainedError.pickle`.
  mutating func next() throws(PretrainedError) -> PickledValue {
    (stack, marks, memo) = ([], [], [:])
    while try !step() {}
    return try pop()
  }

  /// Reads a whole number behind the pickles.
  ///
  /// - Throws: `PretrainedError.pickle` where the bytes end.
  mutating func count() throws(PretrainedError) -> Int {
    // Seven bytes hold every number that the file's length allows for.
    guard let low = source.number(at: offset, bytes: 7), source.number(at: offset + 7, bytes: 1) == 0 else {
      throw fault("a number of elements was expected")
    }
    offset += 8
    return low
  }

  /// Passes over bytes behind the pickles.
  ///
  /// - Throws: `PretrainedError.pickle` where the bytes end.
  mutating func skip(_ length: Int) throws(PretrainedError) {
    guard source.slice(offset, length) != nil else { throw fault("\(length) bytes were expected") }
    offset += length
  }

  // MARK: Instructions

  /// Carries out one instruction; whether it was the last.
  private mutating func step() throws(PretrainedError) -> Bool {
    switch try number(1) {
    case 0x80:
      guard try number(1) == 2 else { throw fault("protocol 2 was expected") }
    case UInt8.code("."): return true
    case UInt8.code("("): marks.append(stack.count)
    case UInt8.code("N"): stack.append(.none)
    case 0x88: stack.append(.whole(1))
    case 0x89: stack.append(.whole(0))
    case UInt8.code("J"): stack.append(.whole(Int(Int32(truncatingIfNeeded: try number(4)))))
    case UInt8.code("K"): stack.append(.whole(try number(1)))
    case UInt8.code("M"): stack.append(.whole(try number(2)))
    case 0x8A:
      // A long number: only the file's mark is one, and nobody asks for its value.
      try skip(number(1))
      stack.append(.none)
    case UInt8.code("X"): stack.append(.text(try text(number(4))))
    case UInt8.code("c"): stack.append(.global(try global()))
    case UInt8.code(")"), UInt8.code("]"): stack.append(.list([]))
    case UInt8.code("}"): stack.append(.dictionary([]))
    case 0x85: try wrap(1)
    case 0x86: try wrap(2)
    case 0x87: try wrap(3)
    case UInt8.code("t"): stack.append(.list(try popToMark()))
    case UInt8.code("e"): try extend(popToMark())
    case UInt8.code("u"): try insert(popToMark())
    case UInt8.code("s"):
      let value = try pop()
      try insert([pop(), value])
    case UInt8.code("q"): memo[try number(1)] = try top()
    case UInt8.code("r"): memo[try number(4)] = try top()
    case UInt8.code("h"): stack.append(try recalled(number(1)))
    case UInt8.code("j"): stack.append(try recalled(number(4)))
    case UInt8.code("Q"): stack.append(.storage(try storage(pop())))
    case UInt8.code("R"):
      let arguments = try pop()
      stack.append(try call(pop(), arguments))
    case UInt8.code("b"): _ = try pop()  // What an object is given besides: nothing that holds a number.
    case let other: throw fault("instruction \(other) has no place in a file of tensors")
    }
    return false
  }

  private mutating func number(_ length: Int) throws(PretrainedError) -> Int {
    guard let number = source.number(at: offset, bytes: length) else { throw fault("it ends in the middle") }
    offset += length
    return number
  }

  private mutating func text(_ length: Int) throws(PretrainedError) -> String {
    guard let bytes = source.slice(offset, length) else { throw fault("it ends in the middle of a text") }
    offset += length
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Module and name, a line each.
  private mutating func global() throws(PretrainedError) -> String {
    var lines: [String] = []
    while lines.count < 2 {
      var length = 0
      while let byte = source.number(at: offset + length, bytes: 1), byte != UInt8.code("\n"), length < 256 {
        length += 1
      }
      lines.append(try text(length))
      try skip(1)
    }
    let name = lines.joined(separator: " ")
    guard Self.known.contains(name) else { throw fault("it asks for \(name)") }
    return name
  }

  private mutating func call(
    _ function: PickledValue, _ arguments: PickledValue
  ) throws(PretrainedError) -> PickledValue {
    guard case .global(let name) = function, case .list(let arguments) = arguments else {
      throw fault("a call of nothing that can be called")
    }
    switch name {
    case Self.orderedDictionary where arguments.isEmpty: return .dictionary([])
    case Self.rebuildParameter:
      guard case .tensor? = arguments.first else { break }
      return arguments[0]
    case Self.rebuildTensor:
      guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .whole(let offset) = arguments[1]
      else { break }
      let shape = try wholes(arguments[2])
      let strides = try wholes(arguments[3])
      guard shape.count == strides.count else { break }
      return .tensor(PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    default: break
    }
    throw fault("a call of \(name) with other arguments than such a file has")
  }

  /// ("storage", class, key, place, number of elements, view).
  private func storage(_ id: PickledValue) throws(PretrainedError) -> PickledStorage {
    guard case .list(let parts) = id, parts.count >= 5, case .global(let type) = parts[1],
      case .text(let key) = parts[2], case .whole(let count) = parts[4],
      type == Self.floatStorage || type == Self.longStorage
    else { throw fault("a storage that is none") }
    return PickledStorage(key: key, isFloat: type == Self.floatStorage, count: count)
  }

  private func wholes(_ value: PickledValue) throws(PretrainedError) -> [Int] {
    guard case .list(let values) = value else { throw fault("a shape was expected") }
    var numbers: [Int] = []
    for value in values {
      guard case .whole(let number) = value else { throw fault("a shape of whole numbers was expected") }
      numbers.append(number)
    }
    return numbers
  }

  // MARK: Stack

  private mutating func pop() throws(PretrainedError) -> PickledValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else { throw fault("its stack is empty") }
    return value
  }

  private func top() throws(PretrainedError) -> PickledValue {
    guard let value = stack.last else { throw fault("its stack is empty") }
    return value
  }

  private mutating func popToMark() throws(PretrainedError) -> [PickledValue] {
    guard let mark = marks.popLast() else { throw fault("it has no mark") }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private mutating func wrap(_ count: Int) throws(PretrainedError) {
    guard stack.count - (marks.last ?? 0) >= count else { throw fault("its stack is empty") }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    stack.append(.list(values))
  }

  private mutating func extend(_ values: [PickledValue]) throws(PretrainedError) {
    guard case .list(let list) = try pop() else { throw fault("a list was expected") }
    stack.append(.list(list + values))
  }

  private mutating func insert(_ values: [PickledValue]) throws(PretrainedError) {
    guard values.count.isMultiple(of: 2), case .dictionary(var members) = try pop() else {
      throw fault("a dictionary was expected")
    }
    for index in stride(from: 0, to: values.count, by: 2) {
      guard case .text(let key) = values[index] else { throw fault("a key is no text") }
      members.append((key, values[index + 1]))
    }
    stack.append(.dictionary(members))
  }

  /// What was put aside.
  ///
  /// A list or dictionary may have grown since, and no such file asks for one.
  private func recalled(_ number: Int) throws(PretrainedError) -> PickledValue {
    switch memo[number] {
    case .dictionary, nil: throw fault("it recalls \(number), which is not there")
    case let value?: return value
    }
  }

  private func fault(_ problem: String) -> PretrainedError { .pickle(offset: offset, problem: problem) }
}

extension UInt8 {
  /// The instruction that a letter stands for.
  fileprivate static func code(_ letter: Unicode.Scalar) -> Int { Int(UInt8(ascii: letter)) }
}
