"""The same inputs give the same digests: threads, kernels, processors' maths, time zones, locales, clocks, folders, file systems, orders of names."""

import os
import shutil
import subprocess

from workshop import HERE, Failure, Tally, Workshop, copy, differences, state

KERNELS = ["plain", "avx2", "avx512", "neon"]


def run(all_kernels, fewer=False):
    shop = Workshop()
    mounts = []
    try:
        def chains(data, **more):
            for number in (0, 1):
                shop.complete(number, data, **more)
            return shop.chains(data), state(shop.at(data) if not data.startswith("/") else data)

        tally = Tally("surroundings with the same chain digests")
        whole = chains("data")

        def same(name, data="other", prepare=None, **more):
            tally.tried += 1
            shutil.rmtree(shop.at(data) if not data.startswith("/") else data, ignore_errors=True)
            try:
                found = chains(data, **more)
            except Failure as failure:
                if "which this processor does not have" in str(failure):
                    tally.tried -= 1
                    return tally.note(f"left out ({name})")
                return tally.failed(f"{name}: {failure}")
            if found != whole:
                wrong = sorted(path for path in set(found[1]) | set(whole[1]) if found[1].get(path) != whole[1].get(path))
                tally.failed(f"{name}: {found[0]}, expected {whole[0]}; files that differ: {wrong[:5]}")

        for threads in ("4",) if fewer else ("1", "2", "4"):
            tally.tried += 1
            shutil.rmtree(shop.at("other"), ignore_errors=True)
            for number in (0, 1):
                for _ in range(4):
                    done = shop.succeeds("run", str(number), "--data", "other", "--threads", threads)
                    if "is sealed" in done.err:
                        break
                    shop.annotate(number, "other")
            if (shop.chains("other"), state(shop.at("other"))) != whole:
                tally.failed(f"{threads} threads: {differences(shop.at('other'), whole[1])[:5]}")
        for kernel in KERNELS if all_kernels else KERNELS[:1 if fewer else 2]:
            same(f"WINNOW_KERNEL={kernel}", env={"WINNOW_KERNEL": kernel})
        same("no FMA in the C library", env={
            "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-AVX512F"})
        for zone in ("Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")[:1 if fewer else 3]:
            same(f"TZ={zone}", env={"TZ": zone})
        for locale in ("de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8")[:1 if fewer else 3]:
            same(f"LC_ALL={locale}", env={"LC_ALL": locale, "LANG": locale})
        if shutil.which("faketime"):
            for mark in ("2001-01-01 00:00:00", "2038-01-19 03:14:07")[:1 if fewer else 2]:
                same(f"the clock at {mark}", before=("faketime", mark), env={"FAKETIME_DONT_FAKE_MONOTONIC": "1"})
        else:
            print("determinism: other clocks left out: needs faketime", flush=True)
        if shutil.which("cc"):
            shim = shop.at("shuffle.so")
            subprocess.run(
                ["cc", "-shared", "-fPIC", "-O1", "-o", shim, os.path.join(HERE, "shuffled_names.c"), "-ldl"], check=True)
            for seed in ("1",) if fewer else ("1", "2"):
                same(f"names shuffled, {seed}", env={"LD_PRELOAD": shim, "WINNOW_SHUFFLE": seed})
        if os.geteuid() == 0 and not fewer:
            disk = shop.at("disk.img")
            folder = shop.at("disk")
            os.makedirs(folder)
            subprocess.run(["truncate", "-s", "64M", disk], check=True)
            subprocess.run(["mkfs.ext4", "-q", disk], check=True)
            if subprocess.run(["mount", "-o", "loop", disk, folder], capture_output=True).returncode == 0:
                mounts.append(folder)
                same("ext4", data=os.path.join(folder, "data"))
            folder = shop.at("memory")
            os.makedirs(folder)
            if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True).returncode == 0:
                mounts.append(folder)
                same("tmpfs", data=os.path.join(folder, "data"))
            if shutil.which("disorderfs") and os.path.exists("/dev/fuse"):
                folder, below = shop.at("disorder"), shop.at("order")
                os.makedirs(folder)
                os.makedirs(below)
                if subprocess.run(
                        ["disorderfs", "--shuffle-dirents=yes", below, folder], capture_output=True).returncode == 0:
                    mounts.append(folder)
                    same("disorderfs", data=os.path.join(folder, "data"))
        # The folder with the spec and the images under another name.
        elsewhere = Workshop.__new__(Workshop)
        elsewhere.path = shop.path + " elsewhere, ü"
        os.makedirs(elsewhere.path)
        for name in ("images", "labels"):
            copy(shop.at(name), elsewhere.at(name))
        shutil.copy(shop.at("spec.yaml"), elsewhere.at("spec.yaml"))
        tally.tried += 1
        try:
            for number in (0, 1):
                elsewhere.complete(number)
            if elsewhere.chains() != whole[0]:
                tally.failed(f"another folder: {elsewhere.chains()}")
        finally:
            elsewhere.close()
        return tally.finish()
    finally:
        for folder in reversed(mounts):
            subprocess.run(["umount", "-l", folder], capture_output=True)
        shop.close()
