/// What a restricted unpickler knows.
indirect enum PickledValue {
  case none
  case whole(Int)
  case text(String)
  case list([PickledValue])
  /// Members in their order; keys are texts.
  case dictionary([(key: String, value: PickledValue)])
  /// A class or function, by module and name: one of those that are known.
  case global(String)
  case storage(PickledStorage)
  case tensor(PickledTensor)
}

/// Where numbers of a tensor lie: a run of the file.
struct PickledStorage {
  let key: String
  /// Whether it holds 32-bit floating-point numbers; otherwise 64-bit whole ones.
  let isFloat: Bool
  let count: Int
}

/// A view of a storage.
struct PickledTensor {
  let storage: PickledStorage
  /// In numbers.
  let offset: Int
  let shape: [Int]
  /// How many numbers from one element of each axis to the next.
  let strides: [Int]
}
