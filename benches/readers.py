#!/usr/bin/env python3
"""A million residents read by walkshed, GDAL (by pyogrio) and pandas in one run, as one table.

    python3 -m venv target/bench-venv
    target/bench-venv/bin/pip install -r benches/requirements.txt
    target/bench-venv/bin/python benches/readers.py

The files are made first: a CSV of points and a GeoPackage of small polygons, both with id, name and
population. Every reader runs in a process of its own; CPU seconds (user and system, all threads) and
peak resident MB of the whole process, medians. What the rows mean: benches/README.md.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CSV, PACKAGE = "residents.csv", "residents.gpkg"

LEFT_OUT = """\
What the readers do and leave out:
  walkshed  residents ready to be snapped: every cell and position checked, ids unique, weights as
            numbers; polygons valid, with area and a point inside. One thread.
  pyogrio   GDAL's rows as a table with shapely geometries (read_dataframe); CSV columns typed by
            GDAL, points from the two columns. Nothing is checked; no area, no point inside.
  arrow     the same by GDAL's Arrow stream (use_arrow=True).
  pandas    read_csv: a table of columns, no geometry.
  imports   the same process, which imports and reads nothing.
"""


# --- jobs, each in a process of its own ------------------------------------------------------------


def make(folder, count):
    """Both files, a grid of `count` homes around Wuhan; the numbers follow from the row."""
    import geopandas
    import numpy as np
    import pandas as pd
    import shapely

    row = np.arange(count)
    side = int(np.ceil(np.sqrt(count)))
    # 25 m apart, with the 7 decimals that surveys have.
    lon = np.round(113.9 + (row % side) * 0.00026 + (row * 7919 % 101) * 1e-7, 7)
    lat = np.round(30.3 + (row // side) * 0.00022 + (row * 104729 % 103) * 1e-7, 7)
    table = pd.DataFrame(
        {
            "id": [f"R{i}" for i in row],
            "name": [f"示例小区{i:07}" for i in row],
            "lon": lon,
            "lat": lat,
            "pop": row * 31 % 400,
        }
    )
    table.to_csv(folder / CSV, index=False)
    boxes = shapely.box(lon, lat, lon + 0.00015, lat + 0.00012)
    columns = table[["id", "name", "pop"]]
    frame = geopandas.GeoDataFrame(columns, geometry=boxes, crs="EPSG:4326")
    frame.to_file(folder / PACKAGE, layer="residents", engine="pyogrio")


def pyogrio_table(file, arrow):
    import pyogrio

    options = {"use_arrow": arrow}
    if file.suffix == ".csv":
        options |= {"X_POSSIBLE_NAMES": "lon", "Y_POSSIBLE_NAMES": "lat", "AUTODETECT_TYPE": "YES"}
    return pyogrio.read_dataframe(file, **options)


def pandas_table(file):
    import pandas

    return pandas.read_csv(file)


JOBS = {
    "pyogrio": lambda file: pyogrio_table(file, False),
    "arrow": lambda file: pyogrio_table(file, True),
    "pandas": pandas_table,
}
# What each needs to be there, and what it imports before it reads.
NEEDS = {
    "pyogrio": ["geopandas", "pyogrio"],
    "arrow": ["geopandas", "pyogrio", "pyarrow"],
    "pandas": ["pandas"],
}
ROWS = [
    ("CSV", CSV, ["pyogrio", "arrow", "pandas"]),
    ("GeoPackage", PACKAGE, ["pyogrio", "arrow"]),
]


def job(name, file):
    for package in NEEDS[name]:
        __import__(package)
    if name in ("pyogrio", "arrow"):
        import pyogrio.geopandas  # noqa: F401 - and what it imports late
    return {"rows": 0 if file is None else len(JOBS[name](file))}


# --- measuring from outside ------------------------------------------------------------------------


def measured(command):
    """Runs a command; the JSON it prints, its CPU seconds and its peak resident MB.

    The peak of a child begins with its parent's size, so nothing large is imported here.
    """
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, env=quiet())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: exit code {process.returncode}")
        output.seek(0)
        told = json.loads(output.read().splitlines()[-1])
    return {**told, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}


def quiet():
    names = ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]
    return {**os.environ, **dict.fromkeys(names, "1"), "PYTHONWARNINGS": "ignore"}


def medians(commands, runs):
    """{name: figures} of several commands run in turns, so that a busy machine slows all alike."""
    rows = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            rows[name].append(measured(command))
    return {
        name: {key: statistics.median(row[key] for row in own) for key in own[0]}
        for name, own in rows.items()
    }


def installed(packages):
    check = "import " + ", ".join(packages)
    command = [sys.executable, "-c", check]
    return subprocess.run(command, capture_output=True, env=quiet()).returncode == 0


def walkshed_bench():
    """The bench binary, which reads a file with --read."""
    build = ["cargo", "build", "--release", "--bench", "steps", "--message-format=json"]
    built = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = map(json.loads, built.stdout.splitlines())
    return [m["executable"] for m in messages if m.get("executable")][-1]


# --- the table -------------------------------------------------------------------------------------


def show(figures):
    heads = ["file", "reader", "rows", "CPU s", "without imports", "peak MB", "CPU of walkshed"]
    lines = [heads]
    for file, readers in figures.items():
        ours = readers["walkshed"]["cpu_s"]
        for name, row in readers.items():
            if row is None:
                lines.append([file, name, "not available", "-", "-", "-", "-"])
                continue
            bare = row["cpu_s"] - row.get("imports_cpu_s", 0.0)
            cells = [f"{row['rows']:.0f}", f"{row['cpu_s']:.2f}", f"{bare:.2f}"]
            cells += [f"{row['peak_mb']:.0f}", f"{row['cpu_s'] / ours:.1f} x"]
            lines.append([file, name, *cells])
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line[:2], widths)]
        cells += [cell.rjust(width) for cell, width in zip(line[2:], widths[2:])]
        print("  ".join(cells))


def main():
    if sys.argv[1:2] == ["--job"]:
        name, file = sys.argv[2], sys.argv[3:]
        print(json.dumps(job(name, Path(file[0]) if file else None)))
        return
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
        print("{}")
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="medians over so many (default 3)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="residents (default a million)")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    options = parser.parse_args()

    def say(text):
        print(text, file=sys.stderr, flush=True)

    here = [sys.executable, __file__]
    say("build")
    bench = walkshed_bench()
    have = {name for name, packages in NEEDS.items() if installed(packages)}
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        say("make the files")
        measured([*here, "--make", folder, str(options.rows)])
        imports = medians({name: [*here, "--job", name] for name in sorted(have)}, options.runs)
        for title, name, readers in ROWS:
            file = str(Path(folder) / name)
            commands = {"walkshed": [bench, "--read", file]}
            commands |= {name: [*here, "--job", name, file] for name in readers if name in have}
            say(f"{title}, {os.path.getsize(file) >> 20} MB")
            found = medians(commands, max(1, options.runs))
            for reader, row in found.items():
                if row["rows"] != options.rows:
                    raise RuntimeError(f"{reader} read {row['rows']} rows of {options.rows}")
                if reader in imports:
                    row["imports_cpu_s"] = imports[reader]["cpu_s"]
            figures[title] = {name: found.get(name) for name in ["walkshed", *readers]}
    print(f"{options.rows} rows; medians of {options.runs}, the readers in turns")
    show(figures)
    print(f"\n{LEFT_OUT}", end="")
    if options.json:
        text = json.dumps({"rows": options.rows, "runs": options.runs, "files": figures}, indent=1)
        Path(options.json).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
