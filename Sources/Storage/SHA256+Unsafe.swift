import CLibcrypto

/// A SHA-256 (FIPS 180-4) in the making, by the system's libcrypto.
///
/// A copy goes on by itself.
struct SHA256: Sendable {
  /// Looked up once: libcrypto takes a lock and searches its providers for it.
  private struct Method: @unchecked Sendable {
    let pointer: OpaquePointer
    static let sha256 = Method(
      pointer: SHA256.made(EVP_MD_fetch(nil, "SHA256", nil)))
  }

  /// What libcrypto holds of it.
  ///
  /// It is changed only by the one value that refers to it.
  private final class State: @unchecked Sendable {
    let context = SHA256.made(EVP_MD_CTX_new())

    deinit { EVP_MD_CTX_free(context) }

    /// A copy of what was added so far.
    func copy() -> State {
      let copied = State()
      SHA256.check(EVP_MD_CTX_copy_ex(copied.context, context))
      return copied
    }
  }

  private var state = State()

  /// Starts with nothing.
  init() {
    SHA256.check(EVP_DigestInit_ex2(state.context, Method.sha256.pointer, nil))
  }

  /// Adds bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if !isKnownUniquelyReferenced(&state) { state = state.copy() }
    SHA256.check(EVP_DigestUpdate(state.context, bytes.baseAddress, bytes.count))
  }

  /// The 32 bytes of the digest of what was added so far.
  func finalize() -> [UInt8] {
    let last = state.copy()
    return SHA256.written { SHA256.check(EVP_DigestFinal_ex(last.context, $0, nil)) }
  }

  /// The 32 bytes of the digest of `bytes`.
  static func digest(of bytes: [UInt8]) -> [UInt8] {
    written { check(EVP_Digest(bytes, bytes.count, $0, nil, Method.sha256.pointer, nil)) }
  }

  private static func written(_ write: (UnsafeMutablePointer<UInt8>?) -> Void) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      write(buffer.baseAddress)
      count = 32
    }
  }

  // These calls fail for want of memory only, or where libcrypto itself is broken: nothing can go on then.

  private static func made(_ pointer: OpaquePointer?) -> OpaquePointer {
    guard let pointer else { fatalError("libcrypto has no SHA-256, or no memory for it") }
    return pointer
  }

  private static func check(_ result: Int32) {
    guard result == 1 else { fatalError("libcrypto cannot compute a SHA-256") }
  }
}
