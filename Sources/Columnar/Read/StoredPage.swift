/// A page of a column chunk, as its header describes it.
struct StoredPage: Sendable {
  /// The page's number in the chunk, from 0; the dictionary is counted.
  let number: Int
  let header: PageHeader
  /// Where the page's bytes begin in the file, behind the header.
  let body: Int
  /// How many values, missing ones counted, are before the page in its chunk.
  let firstValue: Int

  /// Where the page's bytes end in the file.
  var end: Int { body + header.compressedSize }

  /// How many values the page has, missing ones counted; 0 for a dictionary.
  var valueCount: Int {
    switch header.kind {
    case .dataV1(let values, _, _, _): values
    case .dataV2(let values, _, _, _, _, _, _): values
    case .dictionary, .other: 0
    }
  }
}
