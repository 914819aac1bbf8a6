// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Every Swift target: Swift 6 mode, warnings are errors.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// A C library of the system, found by `pkg-config`; `make setup` installs it.
func system(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

/// One of our Swift targets.
///
/// What a module may import is listed here and nowhere else.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a module; they see its `package` interface.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    exclude: exclude, swiftSettings: strict)
}

/// A small program that a script in `Benchmarks` runs.
func tool(_ name: String, _ dependencies: [Target.Dependency], path: String) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "winnow",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "winnow", targets: ["winnow"])],
  // Exact: a program that promises equal digests pins what it is made of.
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
  ],
  targets: [
    // C: the system's libraries, what Swift cannot see, and the inner loops.
    system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev", brew: "zstd"),
    system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev", brew: "libyaml"),
    system("CJPEG", pkgConfig: "libjpeg", apt: "libjpeg-dev", brew: "jpeg-turbo"),
    system("CTIFF", pkgConfig: "libtiff-4", apt: "libtiff-dev", brew: "libtiff"),
    system("CWebP", pkgConfig: "libwebp", apt: "libwebp-dev", brew: "webp"),
    system("CSpng", pkgConfig: "spng", apt: "libspng-dev", brew: "libspng"),
    system("CSnappy", pkgConfig: "snappy", apt: "libsnappy-dev", brew: "snappy"),
    system("CLibcrypto", pkgConfig: "libcrypto", apt: "libssl-dev", brew: "openssl@3"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    .target(name: "CPlatform"),
    .target(name: "CKernels"),
    .target(name: "CPictures", dependencies: ["CJPEG", "CTIFF"]),
    // What the program was built from: all libraries of the system, asked for their versions.
    .target(
      name: "CBuild",
      dependencies: ["CZstd", "CYAML", "CJPEG", "CTIFF", "CWebP", "CSpng", "CSnappy", "CLibcrypto", "CZlib"]),

    // Foundations: texts that last (order, UTF-8, Base64, time), JSON that lasts, draws that depend on nothing but their
    // key, and blocks of work on threads.
    module("Texts"),
    module("JSON", ["Texts"]),
    module("Draws"),
    module("Parallel"),

    // Files and tables.
    module("Storage", ["Texts", "JSON", "CPlatform", "CLibcrypto"]),
    module("Columnar", ["Storage", "Texts", "JSON", "Parallel", "CZstd", "CSnappy", "CZlib", "CKernels"]),
    module("Spec", ["Texts", "JSON", "Selection", "CYAML"]),

    // Pure maths: arrays in, arrays out.
    module("Selection", ["Texts", "CKernels", "Draws", "Parallel"]),
    module("Quality", ["Texts", "Draws", "CKernels"]),
    module("Learning", ["Texts", "CKernels", "Draws", "Parallel"]),

    // Images, weights that others trained, labelling platforms and their servers, what stands in for the world, the report.
    module("Imaging", ["Texts", "CKernels", "Parallel", "CPictures", "CSpng", "CWebP", "CZlib"]),
    module("Pretrained", ["Texts", "Storage", "CZlib", subprocess]),
    module("Labelling", ["Texts", "JSON", "Draws"]),
    module("Servers", ["Texts", "JSON", "Storage", subprocess]),
    module("Rehearsal", ["Imaging", "Labelling", "Texts", "JSON", "Draws", "Parallel", "CKernels"]),
    module("Report", ["Texts", "JSON"]),

    // The engine knows no stage; the stages know no command.
    module("Engine", ["Storage", "Columnar", "Texts", "JSON", "CPlatform", subprocess, systemPackage]),
    module("Audit", ["Engine", "Storage", "Columnar", "Texts", "JSON", "Parallel", "CLibcrypto"]),
    module(
      "Stages",
      [
        "Engine", "Storage", "Columnar", "Spec", "Selection", "Quality", "Learning", "Imaging", "Pretrained",
        "Labelling", "Report", "Texts", "JSON", "Draws", "Parallel", "CKernels",
      ]),
    module(
      "Pipeline",
      [
        "Stages", "Rehearsal", "Servers", "Audit", "Engine", "Storage", "Columnar", "Spec", "Labelling", "Selection",
        "Imaging", "Report", "Pretrained", "Texts", "JSON", "Draws", "Parallel",
      ]),
    .executableTarget(
      name: "winnow",
      dependencies: [
        "Pipeline", "Stages", "Rehearsal", "Servers", "Audit", "Engine", "Storage", "Columnar", "Spec", "Labelling",
        "Selection", "Imaging", "Report", "Pretrained", "Texts", "JSON", "CPlatform", "CBuild", argumentParser,
      ],
      swiftSettings: strict),

    // What the scripts of the benchmarks and of the proofs need.
    tool("columnar-bench", ["Columnar", "Storage", "Parallel"], path: "Benchmarks/ColumnarBench"),
    tool("selection-bench", ["Selection", "Draws", "CKernels"], path: "Benchmarks/SelectionBench"),
    tool("labelquality-bench", ["Quality", "Draws"], path: "Benchmarks/LabelQualityBench"),
    tool("quality-bench", ["Quality"], path: "Benchmarks/QualityBench"),
    tool("interop-tables", ["Columnar", "Storage"], path: "Benchmarks/InteropTables"),
    tool("crafted-files", ["CraftedParquet", "FuzzedInputs", "Storage"], path: "Benchmarks/CraftedFiles"),
    tool("decode-pictures", ["Imaging", "Storage"], path: "Benchmarks/DecodePictures"),
    tool("flip-bits", ["Audit", "Storage"], path: "Tests/FlipBits"),
    .target(
      name: "CraftedParquet", dependencies: ["Columnar"], path: "Tests/CraftedParquet",
      swiftSettings: strict),
    .target(
      name: "FuzzedInputs",
      dependencies: ["CraftedParquet", "JSON", "Spec", "Engine", "Imaging", "Labelling", "Storage"],
      path: "Tests/Fuzz/Inputs", swiftSettings: strict),

    // What tests of errors share: the messages of a module, beside each other.
    .target(
      name: "ErrorChecks", dependencies: ["Texts"], path: "Tests/ErrorChecks", exclude: ["Golden"],
      swiftSettings: strict),

    tests("Texts"),
    tests("JSON", ["Texts", "ErrorChecks"]),
    tests("Draws", ["Parallel"]),
    tests("Parallel"),
    tests("Storage", ["ErrorChecks"]),
    tests("Columnar", ["Parallel", "CKernels", "Storage", "CraftedParquet", "ErrorChecks"], exclude: ["Fixtures"]),
    tests("Spec", ["Selection", "Texts", "ErrorChecks"], exclude: ["Golden"]),
    tests("Selection", ["Draws", "CKernels", "ErrorChecks"]),
    tests("Quality", ["Draws", "CKernels"]),
    tests("Learning", ["Draws", "CKernels", "ErrorChecks"], exclude: ["Fixtures"]),
    tests("Imaging", ["CKernels", "ErrorChecks"], exclude: ["Fixtures"]),
    tests("Pretrained", ["Storage", "ErrorChecks"]),
    tests("Labelling", ["Texts", "Draws", "ErrorChecks"]),
    tests("Servers", ["Texts", "JSON", "Storage", "ErrorChecks"]),
    tests("Rehearsal", ["Texts", "Imaging", "Labelling", "ErrorChecks"]),
    tests("Report", ["ErrorChecks"]),
    tests("Engine", ["Storage", "Columnar", "Texts", "ErrorChecks"]),
    tests("Audit", ["Engine", "Storage", "Columnar", "Texts", "ErrorChecks"]),
    tests(
      "Stages",
      [
        "Engine", "Audit", "Storage", "Columnar", "Spec", "Selection", "Imaging", "Labelling", "Report", "Texts",
        "JSON",
        "ErrorChecks",
      ], exclude: ["Fixtures"]),
    tests(
      "Pipeline",
      [
        "Stages", "Rehearsal", "Audit", "Engine", "Storage", "Columnar", "Spec", "Selection", "Labelling", "Report",
        "Texts",
        "ErrorChecks",
      ]),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzedInputs", "CraftedParquet", "Storage"], swiftSettings: strict),
    tests("winnow", ["Storage", "Columnar", "Audit", "Engine", "Pretrained", "JSON"], exclude: ["Golden"]),
  ]
)

// The fuzzer needs libFuzzer's driver, which only `make fuzz` links.
if ProcessInfo.processInfo.environment["WINNOW_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["FuzzedInputs", "CraftedParquet"], path: "Tests/Fuzz/Driver",
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
