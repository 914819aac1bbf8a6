import Texts

extension ArchiveError: ReportedError {
  package var code: String {
    switch self {
    case .damaged: "archive.damaged"
    case .name: "archive.name"
    case .packing: "archive.packing"
    }
  }

  package var kind: ErrorKind { .damaged }

  package var message: String {
    switch self {
    case .damaged: "the archive is damaged or is not one that winnow export-audit wrote"
    case .name(let name): "the archive holds a name that is not unpacked: \(name.quoted)"
    case .packing:
      "the archive is not packed as winnow export-audit packs; unpack it with zstd and tar, then winnow verify --data"
    }
  }
}

extension KeyError: ReportedError {
  package var code: String {
    switch self {
    case .unusable: "key.unusable"
    }
  }

  package var kind: ErrorKind { .usage }

  package var place: ErrorPlace? {
    switch self {
    case .unusable(let path, _): ErrorPlace(file: path)
    }
  }

  /// What the file holds is never shown.
  package var message: String {
    switch self {
    case .unusable(let path, true):
      "\(path.quoted) is no Ed25519 key that signs; openssl genpkey -algorithm ed25519 makes one (PEM, or its 32 bytes)"
    case .unusable(let path, false):
      "\(path.quoted) is no Ed25519 key that checks; openssl pkey -pubout makes it from the one that signs"
    }
  }
}
