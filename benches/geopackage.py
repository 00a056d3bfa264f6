#!/usr/bin/env python3
"""The GeoPackage of a million residents: written by walkshed and by GDAL from the same rows, in turns.

    python3 -m venv target/bench-venv
    target/bench-venv/bin/pip install -r benches/requirements.txt
    target/bench-venv/bin/python benches/geopackage.py

A synthetic city is made and run once with `--format fgb`; GDAL (by ogr2ogr where it is installed,
and by pyogrio) then makes a GeoPackage of the same layers from those files. CPU seconds, user and
system, of whole processes. What the rows mean: benches/README.md.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import which

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/walkshed"

LEFT_OUT = """\
What the rows do:
  walkshed  a whole run with the GeoPackage less one without: layers, index, counts, aliases, value
            maps, styles and the QGIS project. One thread.
  ogr2ogr   all layers of the run from FlatGeobuf, with index and counts; the reading is its own.
  reading   ogr2ogr reads the same files and writes nothing (-where 0=1).
  pyogrio   GDAL's Arrow streams: write_arrow of tables that are in memory, without the reading.
"""


def job(files, target):
    """Writes the layers by pyogrio; the CPU seconds of the writing alone."""
    import time

    import pyogrio
    import pyogrio.raw

    spent = 0.0
    for i, file in enumerate(files):
        meta, table = pyogrio.read_arrow(file)
        start = time.process_time()
        pyogrio.raw.write_arrow(
            table,
            target,
            layer=Path(file).stem,
            driver="GPKG",
            geometry_name=meta["geometry_name"] or "wkb_geometry",
            geometry_type=meta["geometry_type"],
            crs=meta["crs"],
            append=i > 0,
        )
        spent += time.process_time() - start
    print(json.dumps({"write_cpu_s": spent}))


def cpu(command):
    """CPU seconds of a command and its last line of output."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(list(map(str, command)), cwd=ROOT, stdout=output, env=quiet())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: exit code {process.returncode}")
        output.seek(0)
        lines = output.read().splitlines()
    return usage.ru_utime + usage.ru_stime, lines[-1] if lines else ""


def quiet():
    return {**os.environ, "PYTHONWARNINGS": "ignore", "CPL_LOG": os.devnull}


def walkshed(study, out, formats):
    command = [PROGRAM, "run", study, "--out", out, "--force", "--quiet", "--threads", "1"]
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(
            list(map(str, [*command, "--format", formats])), cwd=ROOT, stderr=nowhere
        )
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise RuntimeError(f"walkshed --format {formats}: status {status}")
    return usage.ru_utime + usage.ru_stime


def ogr2ogr(files, target, nothing=False):
    """All layers into one package; one process a layer, as people call it."""
    spent = 0.0
    for i, file in enumerate(files):
        command = ["ogr2ogr", "-f", "GPKG", target, file, "-nln", Path(file).stem]
        command += ["-update"] if i else []
        command += ["-where", "0=1"] if nothing else []
        spent += cpu(command)[0]
    return spent


def main():
    if sys.argv[1:2] == ["--job"]:
        job(sys.argv[3:], sys.argv[2])
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="medians over so many (default 3)")
    parser.add_argument("--compounds", type=int, default=83_334, help="default: a million residents")
    parser.add_argument("--study", type=Path, help="a study of your own instead")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    parser.add_argument("--no-build", action="store_true", help="the release program as it stands")
    options = parser.parse_args()

    def say(text):
        print(text, file=sys.stderr, flush=True)

    if not options.no_build:
        say("build")
        build = ["cargo", "build", "--release", "--locked", "--quiet"]
        subprocess.run(build, cwd=ROOT, check=True)
    here = [sys.executable, __file__]
    by_arrow = subprocess.run(
        [sys.executable, "-c", "import pyarrow, pyogrio"], capture_output=True
    ).returncode == 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        study = options.study
        if study is None:
            say(f"synth, {options.compounds} compounds")
            synth = [PROGRAM, "synth", "--compounds", options.compounds, "--out", folder / "city"]
            cpu(synth)
            study = folder / "city" / "study.toml"
        say("layers for GDAL")
        walkshed(study, folder / "fgb", "fgb")
        files = sorted((folder / "fgb").glob("*.fgb"))
        rows = {"walkshed": [], "whole run": []}
        for turn in range(options.runs):
            say(f"turn {turn + 1} of {options.runs}")
            without = walkshed(study, folder / "out", "geojson")
            whole = walkshed(study, folder / "out", "gpkg")
            rows["walkshed"].append(whole - without)
            rows["whole run"].append(whole)
            if which("ogr2ogr"):
                target = folder / "ogr2ogr.gpkg"
                rows.setdefault("ogr2ogr", []).append(ogr2ogr(files, target))
                target.unlink()
                rows.setdefault("reading", []).append(ogr2ogr(files, target, nothing=True))
                target.unlink()
            if by_arrow:
                target = folder / "pyogrio.gpkg"
                told = cpu([*here, "--job", target, *files])[1]
                rows.setdefault("pyogrio", []).append(json.loads(told)["write_cpu_s"])
                target.unlink()
        with open(folder / "out" / "summary.json", encoding="utf-8") as file:
            residents = json.load(file)["residents"]["points"]
        size = (folder / "out" / "walkshed.gpkg").stat().st_size
    found = {name: statistics.median(values) for name, values in rows.items()}
    print(f"{residents} residents, {len(files)} layers, {size >> 20} MB; medians of {options.runs}")
    print(f"{'':12}{'CPU s':>8}{'of walkshed':>14}")
    for name, value in found.items():
        print(f"{name:12}{value:8.2f}{value / found['walkshed']:12.2f} x")
    print(f"\n{LEFT_OUT}", end="")
    if options.json:
        told = {"residents": residents, "bytes": size, "runs": options.runs, "cpu_s": rows}
        Path(options.json).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
