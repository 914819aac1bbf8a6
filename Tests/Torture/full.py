"""Runs on disks that are too small, without inodes, and read-only: an error message, nothing damaged, and on it goes once there is room."""

import os
import shutil
import subprocess

from workshop import Tally, Workshop, announced, copy, differences, finished_stages, staging_is_empty, state


def mounted(shop, name, options):
    folder = shop.at(name)
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    return folder


def judge(shop, tally, name, failed, data, expected, words):
    """The error, what stands, and what comes once there is room; the caller has made room already."""
    if failed.code == 0:
        return tally.note("large enough")
    if failed.code not in (3, 4):
        return tally.failed(f"{name}: exit {failed.code}: {failed.err.strip()[-300:]}")
    if len(failed.error_lines) != 1 or not any(word in failed.err for word in words):
        return tally.failed(f"{name}: says {failed.err.strip()[-300:]!r}")
    finished = finished_stages(data)
    if set(announced(failed.err, "done")) - finished:
        return tally.failed(f"{name}: said to be done and gone")
    verified = shop.run("verify", "--data", data)
    if verified.code != 0:
        return tally.failed(f"{name}: verify: exit {verified.code}: {(verified.out + verified.err).strip()[:300]}")
    return finished


def proceed(shop, tally, name, data, expected, finished):
    again = shop.run("run", "1", "--data", data)
    if again.code != 0:
        return tally.failed(f"{name}: the re-run: exit {again.code}: {again.err.strip()[-300:]}")
    if finished.intersection(announced(again.err, "runs")):
        return tally.failed(f"{name}: repeated {sorted(finished.intersection(announced(again.err, 'runs')))}")
    if differences(data, expected) or not staging_is_empty(data):
        tally.failed(f"{name}: differs after the re-run: {differences(data, expected)}")


def run(sizes):
    """`sizes` sizes from what is there before the run to what it needs, for bytes and for inodes, in each phase; then read-only."""
    shop = Workshop()
    mounts = []
    try:
        last = shop.phases()
        expected = {phase: state(shop.at(f"done-{phase}")) for phase in range(1, last + 1)}
        tally = Tally("full disks")

        def used(phase, what):
            folder = mounted(shop, "measured", "size=64m")
            copy(shop.at(f"{what}-{phase}"), os.path.join(folder, "data"))
            status = os.statvfs(folder)
            subprocess.run(["umount", folder], check=True)
            return (status.f_blocks - status.f_bfree) * status.f_frsize // 1024, status.f_files - status.f_ffree

        for phase in range(1, last + 1):
            before, after = used(phase, "phase"), used(phase, "done")
            for number in range(sizes):
                for kind in ("bytes", "inodes"):
                    tally.tried += 1
                    share = (number + 0.5) / sizes
                    kib = int(before[0] + share * (after[0] - before[0])) if kind == "bytes" else 65536
                    inodes = int(before[1] + share * (after[1] - before[1])) if kind == "inodes" else 100000
                    name = f"phase {phase}, {kib} KiB, {inodes} inodes"
                    folder = mounted(shop, "disk", f"size={kib}k,nr_inodes={inodes}")
                    mounts.append(folder)
                    data = os.path.join(folder, "data")
                    copy(shop.at(f"phase-{phase}"), data)
                    failed = shop.run("run", "1", "--data", data)
                    finished = judge(
                        shop, tally, name, failed, data, expected[phase],
                        ["No space left on device", "Cannot allocate", "Disk quota"])
                    subprocess.run(["mount", "-o", "remount,size=64m,nr_inodes=100000", folder], check=True)
                    if finished is not None:
                        proceed(shop, tally, name, data, expected[phase], finished)
                    subprocess.run(["umount", folder], check=True)
                    mounts.pop()
        held = tally.finish()

        tally = Tally("read-only directories")
        for phase in range(1, last + 1):
            tally.tried += 1
            shop.copy(f"phase-{phase}", "read-only")
            data = shop.at("read-only")
            subprocess.run(["mount", "--bind", data, data], check=True)
            mounts.append(data)
            subprocess.run(["mount", "-o", "remount,ro,bind", data], check=True)
            failed = shop.run("run", "1", "--data", data)
            before = state(shop.at(f"phase-{phase}"))
            finished = judge(shop, tally, f"phase {phase}", failed, data, expected[phase], ["Read-only file system"])
            if failed.code == 0:
                tally.failed(f"phase {phase}: exit 0")
            for reading in (["status"], ["verify"], ["log"], ["plan", "1"]):
                outcome = shop.run(*reading, "--data", data)
                if outcome.code != 0:
                    tally.failed(f"phase {phase}: {reading[0]}: exit {outcome.code}: {outcome.err.strip()}")
            if differences(data, before):
                tally.failed(f"phase {phase}: changed {differences(data, before)}")
            subprocess.run(["umount", data], check=True)
            mounts.pop()
            if finished is not None:
                proceed(shop, tally, f"phase {phase}", data, expected[phase], finished)
        return tally.finish() and held
    finally:
        for folder in mounts:
            subprocess.run(["umount", "-l", folder])
        shop.close()
