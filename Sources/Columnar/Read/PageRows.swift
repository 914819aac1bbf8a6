/// What the levels of a page say of its rows, in numbers that count from the page's beginning.
///
/// Dremel, Melnik et al. 2010, section 4: a repetition level says at which list a value goes on, a definition level how far
/// down its path is there. A place is where a value of the column stands or, for a column without lists and for elements of
/// lists, is missing.
struct PageRows: Sendable {
  /// How many lists begin on each level, and, last, how many places there are.
  var counts: [Int]
  /// Where each list begins, an array a level: in the lists, or places, one level below.
  var begins: [[UInt32]] = []
  /// Which lists are missing, an array a level; they are empty too.
  var missing: [[UInt32]] = []
  /// Which places have a value; nil if all have.
  var validity: [Bool]?
  /// How many values are stored.
  var present: Int
  /// The first repetition level; above 0 the page goes on with a row of the page before.
  var firstRepetition = 0
  /// The definition level of the last value.
  var lastDefinition = 0
  /// The values, if they are texts; those that are missing are left out.
  var texts: StringArray?

  /// How many rows begin in the page.
  var rows: Int { counts.first ?? 0 }
  /// How many places there are.
  var places: Int { counts.last ?? 0 }
}
