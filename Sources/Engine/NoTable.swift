/// A file is read or written as a table that is declared as none.
struct NoTable: Error {
  let name: String
}
