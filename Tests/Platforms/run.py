#!/usr/bin/env python3
"""Plays the whole story of labelling on real servers: Label Studio and Argilla, which this script installs, starts and stops.

usage: run.py [PLATFORM…] [--images N]

PLATFORM is label-studio or argilla, by default both. The servers' environments are made once, in .build/platforms; WINNOW_PLATFORMS names a
folder of ready ones, label-studio and argilla. WINNOW names the program under test, by default .build/release/winnow. What cannot be
installed or started is skipped. --images N: twice as many tasks go through each server in the timed part; 0 leaves it out.
--rehearsal: only what this folder's own calls do, without the program.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from argilla import Argilla  # noqa: E402
from label_studio import LabelStudio  # noqa: E402
from pipeline import PROGRAM  # noqa: E402
from servers import Refused, Skipped  # noqa: E402
from story import Broken, Story, can, load, people, rehearsal  # noqa: E402
from tally import Tally  # noqa: E402

PLATFORMS = {"label-studio": LabelStudio, "argilla": Argilla}


def play(kind, folder, tally, options):
    """One platform from its installation to its end."""
    server = kind(folder)
    tally.where = f"{server.name}: "
    try:
        server.start()
        people(server, tally)
        rehearsal(server, tally)
        if options.rehearsal:
            return
        lacking = [command for command in ("push", "pull") if not can(command)]
        if lacking:
            tally.skip(f"the story: {PROGRAM} has no {' and no '.join(lacking)}")
            return
        story = Story(folder, server, tally)
        story.play()
        if options.images:
            load(folder, server, tally, options.images)
        story.waiting()
        server.stop()
        story.stopped()
    except Broken:
        pass
    except Skipped as skipped:
        tally.skip(str(skipped))
    except (Refused, OSError, subprocess.SubprocessError, LookupError, ValueError, TypeError) as error:
        tally.check("the story goes on", False, "".join(traceback.format_exception(error)[-3:]))
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("platforms", nargs="*", metavar="PLATFORM", help=f"of {', '.join(PLATFORMS)}")
    parser.add_argument("--images", type=int, default=3000, help="images of the timed part (3000)")
    parser.add_argument("--rehearsal", action="store_true", help="without the program")
    parser.add_argument("--keep", action="store_true", help="keep the folder, and say where it is")
    options = parser.parse_args()
    for name in options.platforms:
        if name not in PLATFORMS:
            parser.error(f"no platform {name}; there are {', '.join(PLATFORMS)}")
    if not options.rehearsal and not os.access(PROGRAM, os.X_OK):
        parser.error(f"{PROGRAM} is not there: make build")
    # An end from outside is an end like any other: the servers stop.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    tally = Tally("test-platforms")
    folder = tempfile.mkdtemp(prefix="winnow-platforms-")
    try:
        for name in options.platforms or PLATFORMS:
            place = os.path.join(folder, name)
            os.makedirs(place)
            play(PLATFORMS[name], place, tally, options)
        tally.where = ""
        return tally.finish()
    except KeyboardInterrupt:
        return 130
    finally:
        if options.keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
