import Selection

extension Wording {
  /// Why there is no batch, and what to do.
  static func batch(_ error: BatchError) -> String {
    switch error {
    case .short(let share, let asked, let available):
      "the share '\(share.rawValue)' was to have \(count(asked, "image")) and there \(available == 1 ? "was" : "were") "
        + "\(available); ask for fewer, or say another 'when_short' than 'stop'"
    }
  }
}
