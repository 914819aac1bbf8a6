import CLibcrypto

/// An Ed25519 key (RFC 8032) in the hands of the system's libcrypto.
final class Ed25519: @unchecked Sendable {
  private let key: OpaquePointer

  /// Takes the 32 bytes of a secret key; nil if they are none.
  init?(secret bytes: [UInt8]) {
    guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else { return nil }
    self.key = key
  }

  /// Takes the 32 bytes of a public key; nil if they are none.
  init?(public bytes: [UInt8]) {
    guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else { return nil }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// The 64 bytes of the signature of `bytes`; nil if this key is a public one.
  func signature(of bytes: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1 else { return nil }
    var signature = [UInt8](repeating: 0, count: 64)
    var length = signature.count
    guard EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1, length == 64 else { return nil }
    return signature
  }

  /// Whether `signature` is that of `bytes`.
  func isValid(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
    return EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
  }
}
