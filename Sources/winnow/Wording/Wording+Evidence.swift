import Audit
import Pipeline

extension Wording {
  /// Why an archive cannot be read.
  static func archive(_ error: ArchiveError) -> String {
    switch error {
    case .damaged: "the archive is damaged or is not one that winnow export-audit wrote"
    case .name(let name): "the archive holds a name that is not unpacked: \(quoted(name))"
    case .packing:
      "the archive is not packed as winnow export-audit packs; unpack it with zstd and tar, then winnow verify --data"
    }
  }

  /// Why a key cannot be used; what the file holds is never shown.
  static func key(_ error: KeyError) -> String {
    switch error {
    case .unusable(let path, true):
      "\(quoted(path)) is no Ed25519 key that signs; openssl genpkey -algorithm ed25519 makes one (PEM, or its 32 bytes)"
    case .unusable(let path, false):
      "\(quoted(path)) is no Ed25519 key that checks; openssl pkey -pubout makes it from the one that signs"
    }
  }

  /// Why a statement does not hold.
  static func statement(_ error: StatementError) -> String {
    switch error {
    case .signature(let path): "\(quoted(path)): the signature is not that of this statement by this key"
    case .form(let path): "\(quoted(path)) is no statement of winnow reproduce, or was written anew"
    case .otherChain(let expected, let found):
      "the statement speaks of chain digest \(printable(expected)), the data directory has \(found ?? "no such iteration sealed")"
    }
  }
}
