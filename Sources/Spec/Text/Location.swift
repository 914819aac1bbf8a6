/// What in an argument says where a file is and not which one.
enum Location {
  /// The part of a path behind the last `/`.
  static func lastPart(_ path: String) -> String {
    path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? path
  }

  /// The name of the file where an argument is a path, else the argument.
  ///
  /// A path has a `/` and begins with `/` or `.`, or its last part has an extension that begins with a
  /// letter. What has a scheme (`https://…`) or begins with `-` is no path, nor is `1/2` or
  /// `organisation/model`.
  static func name(ofArgument argument: String) -> String {
    guard argument.utf8.contains(UInt8(ascii: "/")), !argument.hasPrefix("-"), !argument.contains("://")
    else {
      return argument
    }
    let name = lastPart(argument)
    if argument.hasPrefix("/") || argument.hasPrefix(".") { return name }
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return argument }
    return name[dot...].dropFirst().first?.isLetter == true ? name : argument
  }
}
