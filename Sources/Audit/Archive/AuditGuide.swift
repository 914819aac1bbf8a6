/// What an auditor finds beside the data: how to check it with Winnow, and without.
enum AuditGuide {
  /// `README.txt`.
  static func text(name: String, last: Int, chain: String) -> String {
    """
    Winnow: iterations 0 to \(last), for audit
    chain digest of iteration \(last): \(chain)

    Compare the chain digest with the one that you were given by another way. Then:

    1. with Winnow:        winnow verify --archive \(name).tar.zst --chain \(chain.prefix(16))
       or, unpacked:       winnow verify --data \(name)/data --chain \(chain.prefix(16))
    2. with sha256sum:     cd \(name) && sha256sum -c SHA256SUMS
                           every file is as it was when the archive was made
    3. with python3:       cd \(name) && python3 check.py
                           every file is as its manifest says; every manifest carries its own digest; each seal and
                           chain digest is what its manifest makes and goes on from the one before
                           (standard library only; read it: it is short)

    What is here
      data/iterations/000 ...   manifest.json (what each stage read and wrote, by SHA-256), spec.yaml, and the tables:
                                Parquet, readable by pyarrow, polars, DuckDB
      data/embeddings           the vectors, or dropped.json, which names those that were left out
      data/erasures             what was erased on order: digests before and after
      data/corrections          what persons corrected after a seal

    "file_sha256" is of a file's bytes, "content_sha256" of a table's schema and values, whatever its compression. The seal
    of an iteration covers the first, its chain digest the second; each covers the one before. An erased picture is on
    record in data/erasures; check.py names the files that it changed.

    """
  }

  /// `check.py`.
  static let script = #"""
    #!/usr/bin/env python3
    """Checks the manifests, seals and chain digests in data/, and every file that they name. Standard library only."""
    import hashlib, json, os, sys


    def sha(data):
        return hashlib.sha256(data).hexdigest()


    def load(path):
        with open(path, encoding="utf-8") as file:
            envelope = json.load(file)
        text = json.dumps(envelope["content"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return envelope["content"], sha(text.encode()) == envelope["sha256"]


    def text(hasher, value):
        data = value.encode()
        hasher.update(len(data).to_bytes(8, "little") + data)


    def add(seal, chain, stage):
        for value in (stage["name"], stage["key"]):
            text(seal, value)
        text(chain, stage["name"])
        for output in stage["outputs"]:
            for hasher, digest in ((seal, "file_sha256"), (chain, "content_sha256")):
                text(hasher, output["path"])
                text(hasher, output[digest])


    def seals(manifest):
        seal, chain = hashlib.sha256(), hashlib.sha256()
        previous = manifest.get("previous") or {"seal": "", "chain": ""}
        text(seal, "winnow seal 1"), text(chain, "winnow chain 1")
        text(seal, previous["seal"]), text(chain, previous["chain"])
        text(seal, manifest["spec_sha256"]), text(chain, manifest["spec_chain_sha256"])
        for value in (manifest["pipeline"], str(manifest["iteration"])):
            text(seal, value), text(chain, value)
        for stage in manifest["stages"]:
            add(seal, chain, stage)
        for number, batch in enumerate(manifest.get("superseded") or [], 1):
            for value in ("superseded/%d" % number, batch["reason"]):
                text(seal, value), text(chain, value)
            text(seal, batch["spec_sha256"]), text(chain, batch["spec_chain_sha256"])
            for stage in batch["stages"]:
                add(seal, chain, stage)
            for output in batch["files"]:
                text(seal, output["path"]), text(seal, output["file_sha256"])
        return {"seal": seal.hexdigest(), "chain": chain.hexdigest()}


    problems, notes, files = [], [], 0
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
    dropped = set()
    if os.path.exists(os.path.join(root, "embeddings/dropped.json")):
        dropped = {(part["path"], part["file_sha256"]) for part in load(os.path.join(root, "embeddings/dropped.json"))[0]}
    erased = {}
    folder = os.path.join(root, "erasures")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        record, good = load(os.path.join(folder, name))
        if not good:
            problems.append("erasures/%s: its own digest does not hold" % name)
        for edit in record["edits"]:
            erased.setdefault(edit["path"], []).append((edit, record["order"]))


    def check(path, digest):
        """Whether a file has its bytes, was dropped, or was erased on record."""
        global files
        files += 1
        for name in (path, path + "-empty"):
            if os.path.exists(os.path.join(root, name)):
                break
        else:
            if (path, digest) in dropped:
                return notes.append("%s: dropped on record" % path)
            return problems.append("%s: missing" % path)
        with open(os.path.join(root, name), "rb") as file:
            found = sha(file.read())
        if found == digest:
            return
        for edit, order in erased.get(name, []):
            if edit["before"]["sha256"] == digest:
                digest = (edit.get("after") or {}).get("sha256")
                notes.append("%s: erased by order %s" % (name, order))
        if found != digest:
            problems.append("%s: damaged" % path)


    previous = None
    for number, name in enumerate(sorted(os.listdir(os.path.join(root, "iterations")), key=int)):
        folder = "iterations/" + name
        manifest, good = load(os.path.join(root, folder, "manifest.json"))
        if not good:
            problems.append("%s/manifest.json: its own digest does not hold" % folder)
        if manifest["iteration"] != number or int(name) != number:
            problems.append("%s: not iteration %d" % (folder, number))
        if manifest.get("previous") != previous:
            problems.append("%s: does not go on from the iteration before" % folder)
        if manifest.get("sealed") != seals(manifest):
            problems.append("%s: the seal does not fit" % folder)
        previous = manifest.get("sealed")
        check(folder + "/spec.yaml", manifest["spec_sha256"])
        for stage in manifest["stages"]:
            for output in stage["outputs"]:
                place = output["path"] if output["shared"] else "%s/%s/%s" % (folder, stage["name"], output["path"])
                check(place, output["file_sha256"])
        for index, batch in enumerate(manifest.get("superseded") or [], 1):
            for stage in batch["stages"] + [{"name": "", "outputs": batch["files"]}]:
                for output in stage["outputs"]:
                    place = "/".join(filter(None, [folder, "superseded/%d" % index, stage["name"], output["path"]]))
                    check(place, output["file_sha256"])
        print("iteration %d: chain digest %s" % (number, (previous or {}).get("chain")))

    for note in notes:
        print("note:", note)
    for problem in problems:
        print("DAMAGE:", problem)
    print("%d files checked, %d problems" % (files, len(problems)))
    sys.exit(1 if problems else 0)

    """#
}
