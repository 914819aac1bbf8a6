import Foundation

/// Removes a file of a test.
func unlinkFile(_ path: String) {
  try? FileManager.default.removeItem(atPath: path)
}
