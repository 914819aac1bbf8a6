/// The two lists beside the images.
enum FactoryLists {
  /// `image,group,captured_at,line,camera`.
  static func metadata(_ images: [FactoryImage]) -> [UInt8] {
    var text = "image,group,captured_at,line,camera\n"
    for image in images {
      text += "\(image.path),\(image.group),\(time(image.capturedAt)),\(image.line),\(image.camera)\n"
    }
    return Array(text.utf8)
  }

  /// `image,label`.
  static func truth(_ images: [FactoryImage]) -> [UInt8] {
    var text = "image,label\n"
    for image in images { text += "\(image.path),\(image.label)\n" }
    return Array(text.utf8)
  }

  /// Seconds since 1970 began as `2026-03-02T05:00:00Z`, by the proleptic Gregorian calendar (Hinnant:
  /// "chrono-compatible low-level date algorithms", 2013).
  static func time(_ seconds: Int64) -> String {
    let ofDay = (seconds % 86_400 + 86_400) % 86_400
    let days = (seconds - ofDay) / 86_400 + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let ofEra = days - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    return "\(date)T\(padded(ofDay / 3_600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))Z"
  }

  /// A number with at least `digits` digits.
  static func padded(_ number: Int64, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
