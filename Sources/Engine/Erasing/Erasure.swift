/// What was erased of a picture, and on whose order.
///
/// It is the content of a file `erasures/0001.json`, written before anything is touched, with the state `intended`, and once
/// more when all is done. An edit covers exactly the bytes that its digests name.
package struct Erasure: Codable, Sendable, Equatable {
  /// How far it has come.
  package enum State: String, Codable, Sendable {
    case intended, done
  }

  /// What kind of thing was erased.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The picture's own file in the pool's folder.
    case pixels
    /// Its picture in a report.
    case thumbnail
    /// Its vector in a part of the embeddings, which is zero now.
    case vector
    /// A part of the embeddings that nothing refers to, as a whole.
    case part
    /// A copy of it that people were shown.
    case served
    /// Its entry in what was exported for annotators.
    case payload
    /// Its entry in what people returned.
    case returned
    /// What a table of rejected rows shows of a returned row.
    case row
    /// Its entry in the cache.
    case cache
  }

  /// A file's bytes.
  package struct Bytes: Codable, Sendable, Equatable {
    package let sha256: String
    package let size: Int

    /// Names bytes.
    package init(sha256: String, size: Int) {
      self.sha256 = sha256
      self.size = size
    }
  }

  /// How the rest of a table is still proved: an erased block keeps its digest.
  package struct Column: Codable, Sendable, Equatable {
    package let name: String
    /// The digest of each block of 65,536 rows as it was before anything of it was erased, in hexadecimal digits.
    package let blocks: [String]
    /// The blocks that are not what these digests say any more.
    package let erased: [Int]

    /// Describes a column.
    package init(name: String, blocks: [String], erased: [Int]) {
      self.name = name
      self.blocks = blocks
      self.erased = erased
    }
  }

  /// A file that was changed or removed.
  package struct Edit: Codable, Sendable, Equatable {
    /// Its path below the data directory, or `pool/` and the id for a picture's own file.
    package let path: String
    package let kind: Kind
    package let before: Bytes
    /// Nil: the file was removed.
    package let after: Bytes?
    /// For a table, its columns in order.
    package let columns: [Column]?

    /// Describes an edit.
    package init(path: String, kind: Kind, before: Bytes, after: Bytes?, columns: [Column]? = nil) {
      self.path = path
      self.kind = kind
      self.before = before
      self.after = after
      self.columns = columns
    }
  }

  /// Its number, from 1, which its file is called by.
  package let number: Int
  /// The images: the one that was named and those with the same bytes, by id.
  package let images: [String]
  /// SHA-256 of their files, ascending; empty if no pool has listed them.
  package let imageSHA256: [String]
  /// What ordered it: a letter, a ticket, a ruling.
  package let order: String
  package let reason: String
  /// When it was begun, ISO 8601, UTC.
  package let time: String
  package var state: State
  /// By path.
  package var edits: [Edit]
  /// What was found and left, and why.
  package var remains: [String]

  enum CodingKeys: String, CodingKey {
    case number, images, order, reason, time, state, edits, remains
    case imageSHA256 = "image_sha256"
  }

  /// Makes a record.
  package init(
    number: Int, images: [String], imageSHA256: [String], order: String, reason: String, time: String, state: State,
    edits: [Edit], remains: [String]
  ) {
    self.number = number
    self.images = images
    self.imageSHA256 = imageSHA256
    self.order = order
    self.reason = reason
    self.time = time
    self.state = state
    self.edits = edits
    self.remains = remains
  }
}
