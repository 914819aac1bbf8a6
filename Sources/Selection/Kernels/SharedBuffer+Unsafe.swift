/// Memory of a fixed size that blocks of work on several threads write, each its own part.
///
/// What makes it safe to share is that no two blocks touch the same element; the compiler does not see that.
final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The first element.
  let base: UnsafeMutablePointer<Element>
  /// How many elements there are.
  let count: Int

  /// Allocates `count` elements of one value.
  init(repeating value: Element, count: Int) {
    self.count = count
    base = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
    base.initialize(repeating: value, count: count)
  }

  deinit {
    base.deallocate()
  }

  subscript(index: Int) -> Element {
    @inline(__always) get { base[index] }
    @inline(__always) set { base[index] = newValue }
  }

  /// The elements.
  var array: [Element] {
    Array(UnsafeBufferPointer(start: base, count: count))
  }
}
