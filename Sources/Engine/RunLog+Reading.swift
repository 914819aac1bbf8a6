import JSON
import Storage

extension RunLog {
  /// What a log says, and how far it can be believed.
  package struct Reading: Sendable, Equatable {
    /// The lines before the first that does not hold.
    package let lines: [Line]
    /// The number, from 1, of the first line that was changed, cut or put in; nil if all hold.
    package let broken: Int?
  }

  /// Reads a log and follows its chain.
  ///
  /// A line holds if it is written as `append` writes it and its digest continues that of the line before. Lines that are
  /// missing at the end cannot be noticed from the log alone.
  ///
  /// - Parameter bytes: The file's content.
  /// - Returns: The lines that hold, and where the first lies that does not.
  package static func read(_ bytes: [UInt8]) -> Reading {
    var lines: [Line] = []
    var chain = ""
    var start = 0
    while start < bytes.count {
      let number = lines.count + 1
      guard let end = bytes[start...].firstIndex(of: 0x0A),
        let chained = try? CodedJSON.read(Chained.self, from: Array(bytes[start..<end])),
        let canonical = try? CodedJSON.bytes(of: chained, .compact), canonical.elementsEqual(bytes[start..<end]),
        let line = try? CodedJSON.bytes(of: chained.line, .compact)
      else { return Reading(lines: lines, broken: number) }
      var builder = DigestBuilder()
      builder.update(chain)
      builder.update(line)
      guard builder.finalize().hex == chained.chain else { return Reading(lines: lines, broken: number) }
      chain = chained.chain
      lines.append(chained.line)
      start = end + 1
    }
    return Reading(lines: lines, broken: nil)
  }
}
