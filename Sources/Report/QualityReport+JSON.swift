import Foundation

extension QualityReport {
  /// The bytes of `quality.json`: the same for equal reports, everywhere.
  ///
  /// Throws `ReportError.notFinite` for a number that JSON cannot express.
  package func json() throws(ReportError) -> [UInt8] {
    let encoder = JSONTreeEncoder()
    let tree: JSONTree
    do {
      tree = try encoder.tree(of: self)
    } catch let error as ReportError {
      throw error
    } catch {
      throw .unreadable(at: "", problem: "not encodable")
    }
    return Array((tree.text() + "\n").utf8)
  }

  /// Reads `quality.json`.
  ///
  /// Throws `ReportError.unreadable`, also for a whole number beyond `JSONTree.largestInteger`, or `newerVersion`. Unknown
  /// keys are passed over.
  package static func read(json bytes: [UInt8]) throws(ReportError) -> QualityReport {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let version = try decoder.decode(VersionOnly.self, from: Data(bytes)).version
      guard version <= QualityReport.version else {
        throw ReportError.newerVersion(found: version, known: QualityReport.version)
      }
      let report = try decoder.decode(QualityReport.self, from: Data(bytes))
      if let place = try JSONTreeEncoder().tree(of: report).outOfRange() {
        throw ReportError.unreadable(at: place, problem: "a whole number that is too large")
      }
      return report
    } catch let error as ReportError {
      throw error
    } catch let error as DecodingError {
      throw ReportError(error)
    } catch {
      throw .unreadable(at: "", problem: "not JSON")
    }
  }

  private struct VersionOnly: Decodable {
    var version: Int
  }
}

extension ReportError {
  init(_ error: DecodingError) {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case .typeMismatch(let type, let context):
      self = .unreadable(at: place(context.codingPath), problem: "expected \(type)")
    case .valueNotFound(let type, let context):
      self = .unreadable(at: place(context.codingPath), problem: "expected \(type), found null")
    case .keyNotFound(let key, let context):
      self = .unreadable(at: place(context.codingPath), problem: "missing key \(key.stringValue)")
    case .dataCorrupted(let context):
      self = .unreadable(at: place(context.codingPath), problem: "not JSON")
    @unknown default:
      self = .unreadable(at: "", problem: "not JSON")
    }
  }
}
