"""Cuts the power of a mounted file system at random instants: the kernel forgets what it had not written, the file system is
mounted again, and what the run had said to be finished must be there.

The disk is a file on a loop device, the cut is the ioctl that ext4 and xfs have for it. Each mistake in syncing, put in
from outside by `sync_mutants.c`, must be caught by the same test, as far as the file system lets it show: the journal of
ext4 and xfs brings earlier names to the disk with any later fsync. `replay` catches those that hide.
"""

import fcntl
import os
import random
import shutil
import signal
import struct
import subprocess
import time

from workshop import HERE, Failure, Tally, Workshop, announced, copy, differences, finished_stages, staging_is_empty, state

SHUTDOWN, WITHOUT_LOG = 0x8004587D, 2
SIZES = {"ext4": "64M", "xfs": "300M"}
MUTANTS = {
    "files": "no fsync of files", "folders": "no fsync of folders", "parents": "no fsync of the parent after renaming",
    "late": "renamed before the fsync"}


def call(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"{' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.strip()


class Disk:
    """A file system in a file, mounted; `cut` takes its power."""

    def __init__(self, kind, folder):
        self.kind, self.image, self.mount = kind, os.path.join(folder, f"{kind}.img"), os.path.join(folder, f"on-{kind}")
        call("truncate", "-s", SIZES[kind], self.image)
        call(f"mkfs.{kind}", "-q", self.image)
        os.makedirs(self.mount, exist_ok=True)
        # One device for all mounts: a new one could be there before the old one has let go of the image.
        self.device = call("losetup", "-f", "--show", self.image)
        self.on()

    def on(self):
        # ext4 brings some files to the disk unasked, which hides what is forgotten; here it does not.
        options = "commit=300,noauto_da_alloc" if self.kind == "ext4" else "defaults"
        call("mount", "-t", self.kind, "-o", options, self.device, self.mount)

    def fresh(self):
        """Makes the file system anew: what one cut did to it is no concern of the next."""
        self.off()
        call(f"mkfs.{self.kind}", "-q", "-f" if self.kind == "xfs" else "-F", self.device)
        self.on()

    def close(self):
        if os.path.ismount(self.mount):
            self.off()
        call("losetup", "-d", self.device)

    def cut(self):
        folder = os.open(self.mount, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", WITHOUT_LOG))
        finally:
            os.close(folder)

    def off(self):
        for _ in range(500):
            if subprocess.run(["umount", self.mount], capture_output=True).returncode == 0:
                return
            time.sleep(0.02)
        raise Failure(f"{self.mount} is in use")


def one(shop, disk, phase, instant, expected, environment):
    """One cut: what did not hold, None if all did; and whether the run was cut short at all."""
    data = os.path.join(disk.mount, "data")
    disk.fresh()
    copy(shop.at(f"phase-{phase}"), data)
    subprocess.run(["sync", "-f", disk.mount], check=True)
    process = shop.start("run", "1", "--data", data, env=environment, start_new_session=True)
    # Another program on the same disk, whose fsyncs bring the journal, and with it half of what we do, to the disk.
    end = time.monotonic() + instant
    with open(os.path.join(disk.mount, "another"), "w") as another:
        while time.monotonic() < end:
            another.write("x")
            another.flush()
            os.fsync(another.fileno())
            time.sleep(0.003)
    disk.cut()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    _, err = process.communicate(timeout=30)
    promised = set(announced(err.decode(errors="replace"), "done"))
    disk.off()
    disk.on()
    if not os.path.isdir(data):
        raise Failure(f"the whole folder is gone: {os.listdir(disk.mount)}")
    finished = finished_stages(data)
    if promised - finished:
        return f"said to be done and gone: {sorted(promised - finished)}"
    verified = shop.run("verify", "--data", data)
    if verified.code != 0:
        return f"verify: exit {verified.code}: {(verified.out + verified.err).strip()[:200]}"
    again = shop.run("run", "1", "--data", data)
    if again.code != 0:
        return f"the re-run: exit {again.code}: {again.err.strip()[-200:]}"
    if finished.intersection(announced(again.err, "runs")):
        return f"repeated {sorted(finished.intersection(announced(again.err, 'runs')))}"
    if not staging_is_empty(data):
        return "staging is not empty"
    wrong = differences(data, expected)
    return f"differs after the re-run: {wrong}" if wrong else None


def run(cuts, systems, mutant_cuts):
    """`cuts` on each file system, then each mutant until it is caught, `mutant_cuts` at the most."""
    shop = Workshop()
    disks = []
    held = True
    try:
        last = shop.phases()
        expected = {phase: state(shop.at(f"done-{phase}")) for phase in range(1, last + 1)}
        draw = random.Random(1)
        for kind in systems.split(","):
            if not shutil.which(f"mkfs.{kind}", path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
                print(f"cuts: {kind} left out: mkfs.{kind} is not there", flush=True)
                continue
            disk = Disk(kind, shop.path)
            disks.append(disk)
            lengths = {}
            for phase in range(1, last + 1):
                data = os.path.join(disk.mount, "data")
                copy(shop.at(f"phase-{phase}"), data)
                lengths[phase] = shop.succeeds("run", "1", "--data", data).seconds
            tally = Tally(f"power cuts of {kind}")
            for number in range(cuts):
                phase = 1 + number % last
                tally.tried += 1
                wrong = one(shop, disk, phase, draw.uniform(0, lengths[phase] * 1.1), expected[phase], {})
                if wrong:
                    tally.failed(f"phase {phase}: {wrong}")
            held &= tally.finish()
            shim = shop.at("sync_mutants.so")
            if mutant_cuts and not os.path.exists(shim) and shutil.which("cc"):
                call("cc", "-shared", "-fPIC", "-O1", "-o", shim, os.path.join(HERE, "sync_mutants.c"), "-ldl")
            for mutant, name in MUTANTS.items() if mutant_cuts and os.path.exists(shim) else []:
                caught = None
                for number in range(mutant_cuts):
                    phase = 1 + number % last
                    caught = one(
                        shop, disk, phase, draw.uniform(0, lengths[phase] * 1.1), expected[phase],
                        {"LD_PRELOAD": shim, "WINNOW_MUTANT": mutant})
                    if caught:
                        print(f"  {kind}, mutant '{name}': caught after {number + 1} cuts ({caught})", flush=True)
                        break
                if not caught:
                    print(f"  {kind}, mutant '{name}': not seen in {mutant_cuts} cuts", flush=True)
                    # Without the bytes no journal helps; without the names it does.
                    held &= mutant not in ("files", "late")
        return held
    finally:
        for disk in disks:
            disk.close()
        shop.close()
