import JSON

extension QualityReport {
  /// The bytes of `quality.json`: the same for equal reports, everywhere.
  ///
  /// Throws `ReportError.notFinite` for a number that JSON cannot express.
  package func json() throws(ReportError) -> [UInt8] {
    JSONForm(.brief, escapes: .numbered).bytes(try tree().withoutMinusZero) + [0x0A]
  }

  private func tree() throws(ReportError) -> JSONValue {
    do {
      return try CodedJSON.value(of: self, keys: .snakeCase)
    } catch let error as NotFiniteNumber {
      throw .notFinite(at: error.path.joined(separator: "."))
    } catch {
      throw .unreadable(at: "", problem: "not encodable")
    }
  }

  /// Reads `quality.json`.
  ///
  /// Throws `ReportError.unreadable`, also for a whole number beyond `largestInteger`, or `newerVersion`. Unknown keys are
  /// passed over.
  package static func read(json bytes: [UInt8]) throws(ReportError) -> QualityReport {
    do {
      let value = try JSONValue(bytes)
      let version = try CodedJSON.read(VersionOnly.self, from: value, keys: .snakeCase).version
      guard version <= QualityReport.version else {
        throw ReportError.newerVersion(found: version, known: QualityReport.version)
      }
      let report = try CodedJSON.read(QualityReport.self, from: value, keys: .snakeCase)
      if let place = try report.tree().outOfRange() {
        throw ReportError.unreadable(at: place, problem: "a whole number that is too large")
      }
      return report
    } catch let error as ReportError {
      throw error
    } catch let error as DecodingError {
      throw ReportError(error)
    } catch let error as JSONError {
      throw .unreadable(at: "", problem: "not JSON: \(error.message)")
    } catch {
      throw .unreadable(at: "", problem: "not JSON")
    }
  }

  /// The largest whole number that is read: sums of a million of them do not overflow.
  static let largestInteger = 1_000_000_000_000

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

extension JSONValue {
  /// Zero has one text, whatever its sign: so it was from the first version on.
  fileprivate var withoutMinusZero: JSONValue {
    switch self {
    case .double(0): .int(0)
    case .array(let items): .array(items.map(\.withoutMinusZero))
    case .object(let object):
      .object(
        object.members.reduce(into: JSONObject()) { $0[$1.key.text] = $1.value.withoutMinusZero })
    default: self
    }
  }

  /// The place of the first whole number beyond `largestInteger`, if there is one.
  fileprivate func outOfRange() -> String? {
    func place(_ name: String, _ inner: String) -> String { inner.isEmpty ? name : "\(name).\(inner)" }
    switch self {
    case .int(let value): return value.magnitude > UInt64(QualityReport.largestInteger) ? "" : nil
    case .uint: return ""
    case .array(let items):
      for (index, item) in items.enumerated() { if let inner = item.outOfRange() { return place("\(index)", inner) } }
    case .object(let object):
      for member in object.members {
        if let inner = member.value.outOfRange() { return place(member.key.text, inner) }
      }
    default: break
    }
    return nil
  }
}
