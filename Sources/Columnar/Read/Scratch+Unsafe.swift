import Synchronization

/// Memory that is used again for page after page: fresh memory costs a page fault for every 4 KiB, which took longer than
/// decompressing into it.
final class ScratchMemory {
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit { memory.deallocate() }

  /// How many bytes are held.
  var capacity: Int { memory.count }

  /// Memory of `count` bytes with anything in it; what was in it before is lost.
  func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if memory.count < count {
      memory.deallocate()
      memory = .allocate(byteCount: count, alignment: 64)
    }
    return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
  }
}

/// What a thread needs to decode pages: memory and a decompressor.
///
/// Not to be used from two threads at once; `ScratchPool` sees to that.
final class Scratch: @unchecked Sendable {
  /// Bytes as they are in the file.
  let stored = ScratchMemory()
  /// A page unpacked.
  let unpacked = ScratchMemory()
  /// Levels, a byte each.
  let definitions = ScratchMemory()
  let repetitions = ScratchMemory()
  let decompressor = Decompressor()

  /// How many bytes are held.
  var capacity: Int {
    stored.capacity + unpacked.capacity + definitions.capacity + repetitions.capacity
  }
}

/// Lends each thread what it needs to decode pages, and keeps it for the next.
final class ScratchPool: Sendable {
  /// How many bytes of memory are kept with a decompressor; pages of the usual size need less.
  private static let kept = 16 << 20

  private let free = Mutex<[Scratch]>([])

  /// Calls `body` with memory that nobody else uses meanwhile.
  func use<Result>(_ body: (Scratch) throws -> Result) rethrows -> Result {
    let scratch = free.withLock { $0.popLast() } ?? Scratch()
    defer {
      if scratch.capacity <= Self.kept { free.withLock { $0.append(scratch) } }
    }
    return try body(scratch)
  }
}
