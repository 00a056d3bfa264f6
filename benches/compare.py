#!/usr/bin/env python3
"""walkshed beside pyrosm, scipy and pandana on one machine in one run, as one table.

    python3 -m venv target/bench-venv
    target/bench-venv/bin/pip install -r benches/requirements.txt
    target/bench-venv/bin/python benches/compare.py

All times are CPU seconds, user and system, of all threads together; medians. A peer that is not
installed shows as "not available". What the rows mean: benches/README.md.
"""

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("WALKSHED_TEST_DATA") or ROOT.parent / "shared" / "data")
CUTOFF_M = 1200.0
CATEGORIES = ["clinic", "canteen", "childcare", "fitness"]
PEERS = ["pyrosm", "scipy", "pandana"]
SCALE = [8333, 83334]
# The peers draw nothing and hand in nothing: beside them stands a run without page, map and tables.
# Layers, zones, indicators, rejects and the manifest stay.
WITH_TABLES = ["--format", "geojson", "--no-report"]
LEAN = [*WITH_TABLES, "--no-tables"]

LEFT_OUT = """\
What the peers leave out:
  pyrosm   gives nodes and edges as tables (the step includes joining them into a graph matrix);
           islands are not removed, barriers not cut, shape nodes not contracted.
  scipy    snaps to the nearest node, not to the street; no access leg, no cutoff along an edge.
           It searches the raw graph of the file; the row "contracted" joins shape nodes first
           (not timed).
  pandana  snaps to the nearest node; 32-bit lengths. Its build is a row of its own. Counts: nodes
           in range of each facility; the row "every node" is its aggregate(), which always starts
           at every node and is the usual way to use it.
  whole    pyrosm + scipy and pyrosm + pandana end with one CSV of distances a home: no districts,
           no indicators, no zones, no service areas; nothing is drawn.
"""


# --- peers: each job runs in a process of its own -------------------------------------------------


def cpu_s():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Timed:
    """Adds up the CPU seconds spent inside `with`."""

    def __init__(self):
        self.cpu_s = 0.0

    def __enter__(self):
        self.start = cpu_s()

    def __exit__(self, *_):
        self.cpu_s += cpu_s() - self.start


def pyrosm_graph(pbf):
    """Places of the nodes, and the edges as (from, to, metres) of node rows."""
    import numpy as np
    import pandas as pd
    from pyrosm import OSM

    nodes, edges = OSM(str(pbf)).get_network(network_type="walking", nodes=True)
    row = pd.Index(nodes["id"].to_numpy())
    ends = [row.get_indexer(edges[end].to_numpy()) for end in ("u", "v")]
    at = nodes[["lon", "lat"]].to_numpy(dtype=float)
    known = (ends[0] >= 0) & (ends[1] >= 0)
    length_m = edges["length"].to_numpy(dtype=float)
    # A stored length of 0 would mean "no edge" to a sparse matrix.
    return at, ends[0][known], ends[1][known], np.maximum(length_m[known], 1e-6)


def matrix(count, start, end, length_m):
    """Symmetric sparse matrix of the shortest edge of each pair."""
    import numpy as np
    from scipy.sparse import csr_matrix

    rows, columns = np.concatenate([start, end]), np.concatenate([end, start])
    lengths = np.concatenate([length_m, length_m])
    order = np.lexsort((lengths, columns, rows))
    rows, columns, lengths = rows[order], columns[order], lengths[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    return csr_matrix((lengths[first], (rows[first], columns[first])), shape=(count, count))


def contracted(graph):
    """Joins shape nodes; returns the smaller matrix and its nodes (rows of the larger one)."""
    import numpy as np

    first, column, length_m = (x.tolist() for x in (graph.indptr, graph.indices, graph.data))
    degree = np.diff(graph.indptr)
    kept = np.flatnonzero((degree != 2) & (degree != 0))
    number = np.full(graph.shape[0], -1)
    number[kept] = np.arange(len(kept))
    is_kept = (number >= 0).tolist()
    start, end, metres = [], [], []
    for anchor in kept.tolist():
        for arc in range(first[anchor], first[anchor + 1]):
            before, node, total = anchor, column[arc], length_m[arc]
            while not is_kept[node]:
                on = first[node] if column[first[node]] != before else first[node] + 1
                before, node, total = node, column[on], total + length_m[on]
            start.append(anchor)
            end.append(node)
            metres.append(total)
    smaller = matrix(len(kept), number[start], number[end], np.array(metres))
    return smaller, kept


def points(path):
    """Places and, where there are any, categories of a CSV."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    at = [(float(row["lon"]), float(row["lat"])) for row in rows]
    return at, [row.get("category") for row in rows]


class NodeSnap:
    """Nearest node on a plane that fits the middle of the city."""

    def __init__(self, at):
        import numpy as np
        from scipy.spatial import cKDTree

        self.scale = [np.cos(np.radians(at[:, 1].mean())), 1.0]
        self.tree = cKDTree(at * self.scale)

    def __call__(self, places):
        import numpy as np

        return self.tree.query(np.array(places) * self.scale)[1]


def saved(path):
    import numpy as np

    graph = np.load(path)
    return [graph[name] for name in ("at", "start", "end", "length_m")]


def by_category(snapped, categories):
    import numpy as np

    own = [[i for i, known in enumerate(categories) if known == wanted] for wanted in CATEGORIES]
    return [np.unique(snapped[rows]) for rows in own]


def scipy_search(graph, starts):
    from scipy.sparse.csgraph import dijkstra

    return dijkstra(graph, indices=starts, limit=CUTOFF_M, min_only=True)


def job_pyrosm_graph(city, graph_file):
    import numpy as np
    import pyrosm  # noqa: F401 - imports are not part of the step
    import scipy.sparse  # noqa: F401

    timed = Timed()
    with timed:
        at, start, end, length_m = pyrosm_graph(city / "network.osm.pbf")
        matrix(len(at), start, end, length_m)
    np.savez(graph_file, at=at, start=start, end=end, length_m=length_m)
    return {"pbf_to_graph": timed.cpu_s}


def job_scipy(city, graph_file):
    import numpy as np
    from scipy.sparse.csgraph import dijkstra

    at, start, end, length_m = saved(graph_file)
    graph = matrix(len(at), start, end, length_m)
    places, categories = points(city / "facilities.csv")
    snapped = NodeSnap(at)(places)
    found = {}

    def nearest(graph, groups):
        scipy_search(graph, groups[0])  # warm-up
        timed = Timed()
        with timed:
            for starts in groups:
                scipy_search(graph, starts)
        return timed.cpu_s

    found["nearest"] = nearest(graph, by_category(snapped, categories))
    smaller, kept = contracted(graph)
    groups = by_category(NodeSnap(at[kept])(places), categories)
    found["nearest_contracted"] = nearest(smaller, groups)
    timed = Timed()
    with timed:
        # In parts: the answer is a full matrix.
        for part in np.array_split(snapped, max(1, len(snapped) // 50)):
            np.isfinite(dijkstra(graph, indices=part, limit=CUTOFF_M)).sum(axis=1)
    found["counts"] = timed.cpu_s
    return found


def pandana_network(at, start, end, length_m):
    import pandana
    import pandas as pd

    lengths = pd.DataFrame({"length": length_m})
    x, y = pd.Series(at[:, 0]), pd.Series(at[:, 1])
    return pandana.Network(x, y, pd.Series(start), pd.Series(end), lengths)


def pandana_nearest(network, places, categories):
    import pandas as pd

    answers = []
    for wanted in CATEGORIES:
        own = [at for at, category in zip(places, categories) if category == wanted]
        x, y = (pd.Series([at[axis] for at in own]) for axis in (0, 1))
        network.set_pois(wanted, CUTOFF_M, 1, x, y)
        answers.append(network.nearest_pois(CUTOFF_M, wanted, num_pois=1))
    return answers


def job_pandana(city, graph_file):
    import pandana  # noqa: F401
    import pandas as pd

    at, start, end, length_m = saved(graph_file)
    places, categories = points(city / "facilities.csv")
    build, nearest, counts, every = Timed(), Timed(), Timed(), Timed()
    with build:
        network = pandana_network(at, start, end, length_m)
    with nearest:
        pandana_nearest(network, places, categories)
    x, y = (pd.Series([at[axis] for at in places]) for axis in (0, 1))
    nodes = network.get_node_ids(x, y)
    with counts:
        network.nodes_in_range(nodes.tolist(), CUTOFF_M).groupby("source").size()
    with every:
        network.set(nodes, name="facilities")
        network.aggregate(CUTOFF_M, type="count", decay="flat", name="facilities")
    return {
        "build": build.cpu_s,
        "nearest": nearest.cpu_s,
        "counts": counts.cpu_s,
        "counts_every_node": every.cpu_s,
    }


def write_homes(homes, columns):
    with tempfile.TemporaryFile("w", newline="") as out:
        csv.writer(out).writerows(zip(range(homes), *columns))


def job_whole_scipy(city, _):
    at, start, end, length_m = pyrosm_graph(city / "network.osm.pbf")
    graph = matrix(len(at), start, end, length_m)
    snap = NodeSnap(at)
    places, categories = points(city / "facilities.csv")
    homes = snap(points(city / "homes.csv")[0])
    groups = by_category(snap(places), categories)
    write_homes(len(homes), [scipy_search(graph, starts)[homes] for starts in groups])
    return {}


def job_whole_pandana(city, _):
    import pandas as pd

    network = pandana_network(*pyrosm_graph(city / "network.osm.pbf"))
    places, categories = points(city / "facilities.csv")
    homes, _ = points(city / "homes.csv")
    nodes = network.get_node_ids(*(pd.Series([at[axis] for at in homes]) for axis in (0, 1)))
    answers = pandana_nearest(network, places, categories)
    write_homes(len(homes), [answer[1].loc[nodes].to_numpy() for answer in answers])
    return {}


JOBS = {
    "pyrosm_graph": job_pyrosm_graph,
    "scipy": job_scipy,
    "pandana": job_pandana,
    "whole_scipy": job_whole_scipy,
    "whole_pandana": job_whole_pandana,
}
# Which package must be there for a job.
NEEDS = {
    "pyrosm_graph": ["pyrosm", "scipy"],
    "scipy": ["scipy"],
    "pandana": ["pandana"],
    "whole_scipy": ["pyrosm", "scipy"],
    "whole_pandana": ["pyrosm", "pandana"],
}


# --- measuring from outside -----------------------------------------------------------------------


def measured(command, output=None):
    """Runs a command; its CPU seconds and peak resident MB."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=output or subprocess.DEVNULL, env=one_thread())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    return {"cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}


def one_thread():
    """Linear-algebra libraries must not spin idle threads; walkshed and pandana keep theirs."""
    quiet = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    return {**os.environ, **quiet}


def installed(package):
    check = f"import {package}"
    found = subprocess.run([sys.executable, "-c", check], capture_output=True, env=one_thread())
    return found.returncode == 0


def median(rows):
    """Of several runs with the same keys; what is no number is the same in all."""
    figures = [key for key, value in rows[0].items() if isinstance(value, (int, float))]
    return rows[0] | {key: statistics.median(row[key] for row in rows) for key in figures}


def run_peers(city, say, jobs=NEEDS):
    """{peer job: its figures} of one run each; jobs that cannot run are left out."""
    found = {}
    have = {package for package in PEERS if installed(package)}
    with tempfile.TemporaryDirectory() as folder:
        graph_file = Path(folder) / "graph.npz"
        for job, needs in jobs.items():
            uses_graph = job in ("scipy", "pandana")
            if not have.issuperset(needs) or (uses_graph and not graph_file.exists()):
                say(f"  {job}: not available")
                continue
            try:
                with tempfile.TemporaryFile("w+") as output:
                    here = [sys.executable, __file__, "--job", job]
                    outside = measured([*here, str(city), str(graph_file)], output)
                    output.seek(0)
                    # Peers print too; the figures come last.
                    found[job] = {**json.loads(output.read().splitlines()[-1]), **outside}
            except RuntimeError as failure:
                say(f"  {job}: failed, shown as not available ({failure})")
                continue
            say(f"  {job}: {found[job]['cpu_s']:.1f} s with start-up")
    return found


def run_steps(runs):
    """{(city, step): row} of the step benchmark."""
    command = ["cargo", "bench", "--quiet", "--bench", "steps", "--", "--json"]
    with tempfile.TemporaryFile("w+") as output:
        measured([*command, "--runs", str(max(5, runs))], output)
        output.seek(0)
        rows = [json.loads(line) for line in output if line.startswith("{")]
    return {(row["city"], row["step"]): row for row in rows}


def run_whole(arguments):
    """The whole run once in each of its forms, with its CPU seconds."""
    forms = {
        "tables_cpu_s": [*arguments, *WITH_TABLES],
        "every_file_cpu_s": arguments,
        "one_thread_cpu_s": [*arguments, *LEAN, "--threads", "1"],
    }
    seconds = {key: run_ours(1, form)["cpu_s"] for key, form in forms.items()}
    return {**run_ours(1, [*arguments, *LEAN]), **seconds}


def joined(turns):
    """Medians by key of turns that each have a row a key; keys that every turn has."""
    keys = [key for key in turns[0] if all(key in turn for turn in turns)]
    return {key: median([turn[key] for turn in turns]) for key in keys}


def run_ours(runs, arguments):
    """The released command, start to finish."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [ROOT / "target/release/walkshed", "run", *arguments, "--quiet", "--force"]
        return median([measured([*command, "--out", out]) for _ in range(runs)])


def run_scale(runs, say, with_peers):
    found = {}
    for compounds in SCALE:
        with tempfile.TemporaryDirectory() as folder:
            city = Path(folder) / "city"
            synth = [ROOT / "target/release/walkshed", "synth", "--compounds", str(compounds)]
            with tempfile.TemporaryFile("w+") as output:
                measured([*synth, "--out", city], output)
                output.seek(0)
                what = output.readline().split(" -> ")[0]
            study = city / "study.toml"
            found[compounds] = {"what": what, **run_ours(runs, [study, *LEAN])}
            found[compounds]["every_file"] = run_ours(1, [study])
            say(f"  {what}: {found[compounds]['cpu_s']:.2f} s")
            found[compounds]["peers"] = {}
            if with_peers and compounds == SCALE[-1]:
                # Once, since it takes minutes; jobs look for residents where Porto has them.
                (city / "homes.csv").symlink_to("residents.csv")
                jobs = {"whole_scipy": NEEDS["whole_scipy"]}
                found[compounds]["peers"] = run_peers(city, say, jobs)
    return found


# --- the table ------------------------------------------------------------------------------------

# step, ours (a step of the benchmark or a key of the whole run), peers (job, key), target
TABLE = [
    ("PBF -> graph", "pbf_to_graph", {"pyrosm": ("pyrosm_graph", "pbf_to_graph")}, 0.15),
    (
        "nearest, 4 categories, 1200 m",
        "nearest",
        {"scipy": ("scipy", "nearest"), "pandana": ("pandana", "nearest")},
        0.006,
    ),
    ("  scipy on a contracted graph", "nearest", {"scipy": ("scipy", "nearest_contracted")}, None),
    ("  pandana's build before it", "build_network", {"pandana": ("pandana", "build")}, None),
    (
        "counts within 1200 m, 1,500 searches",
        "counts",
        {"scipy": ("scipy", "counts"), "pandana": ("pandana", "counts")},
        0.03,
    ),
    ("  pandana from every node", "counts", {"pandana": ("pandana", "counts_every_node")}, None),
    (
        "whole run (layers, zones), CPU s",
        "cpu_s",
        {"scipy": ("whole_scipy", "cpu_s"), "pandana": ("whole_pandana", "cpu_s")},
        0.6,
    ),
    ("  with the tables T1 to T8", "tables_cpu_s", {}, None),
    ("  with GeoPackage, project and report.html too", "every_file_cpu_s", {}, None),
    (
        "  on one thread",
        "one_thread_cpu_s",
        {"scipy": ("whole_scipy", "cpu_s"), "pandana": ("whole_pandana", "cpu_s")},
        None,
    ),
    (
        "whole run, peak MB",
        "peak_mb",
        {"scipy": ("whole_scipy", "peak_mb"), "pandana": ("whole_pandana", "peak_mb")},
        250.0,
    ),
]


def rows_of(steps, whole, peers):
    for name, ours, sources, target in TABLE:
        step = steps.get(("porto", ours))
        own = whole.get(ours) if step is None else step["cpu_s"]
        theirs = {
            peer: peers.get(job, {}).get(key) for peer, (job, key) in sources.items()
        }
        yield row(name, own, theirs, target)


def scale_rows(scale):
    small, large = (scale[compounds] for compounds in SCALE)
    for compounds in SCALE:
        whole = scale[compounds]
        targets = (15.0, 3000.0) if compounds == SCALE[-1] else (None, None)
        peer = whole["peers"].get("whole_scipy", {})
        cpu_s, peak_mb = ({"scipy": peer[key]} if peer else {} for key in ("cpu_s", "peak_mb"))
        yield row(f"synth {compounds} compounds, CPU s", whole["cpu_s"], cpu_s, targets[0])
        yield row(f"synth {compounds} compounds, peak MB", whole["peak_mb"], peak_mb, targets[1])
        every = whole["every_file"]
        yield row("  with every file, CPU s", every["cpu_s"], {}, None)
        yield row("  with every file, peak MB", every["peak_mb"], {}, None)
    # Linear growth is SCALE[1] / SCALE[0]; a quarter more counts as "about".
    growth = large["cpu_s"] / small["cpu_s"]
    yield row("  CPU of the large / the small one", growth, {}, SCALE[1] / SCALE[0] * 1.25)


def row(name, ours, peers, target):
    known = [value for value in peers.values() if value is not None]
    return {
        "step": name,
        "ours": ours,
        "peers": peers,
        "ratio": min(known) / ours if known and ours else None,
        "target": target,
        "reached": None if target is None or ours is None else ours <= target,
    }


def number(value):
    if value is None:
        return "-"
    return f"{value:.4f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def show(rows, skipped):
    heads = ["step", "ours", *PEERS, "ratio", "target", "reached"]
    lines = [heads]
    for row in rows:
        cells = [row["step"], number(row["ours"])]
        for peer in PEERS:
            asked = peer in row["peers"] and not skipped
            value = row["peers"].get(peer)
            cells.append("not available" if asked and value is None else number(value))
        cells.append("-" if row["ratio"] is None else f"{row['ratio']:.1f} x")
        cells.append("-" if row["target"] is None else f"<= {row['target']:g}")
        cells.append({None: "-", True: "yes", False: "no"}[row["reached"]])
        lines.append(cells)
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        print("  ".join(cells))


def main():
    if sys.argv[1:2] == ["--job"]:
        job, city, graph_file = sys.argv[2:]
        print(json.dumps(JOBS[job](Path(city), Path(graph_file))))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="medians over so many (default 3)")
    parser.add_argument("--skip-peers", action="store_true", help="ours only")
    parser.add_argument("--scale", action="store_true", help="add the large synthetic cities")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    options = parser.parse_args()
    runs = max(1, options.runs)

    def say(text):
        print(text, file=sys.stderr, flush=True)

    subprocess.run(["cargo", "build", "--quiet", "--release"], cwd=ROOT, check=True)
    city, steps, wholes, peers = DATA / "porto", [], [], []
    if city.is_dir():
        files = {"network": "network.osm.pbf", "residents": "homes.csv"}
        files["facilities"] = "facilities.csv"
        arguments = [part for flag, name in files.items() for part in (f"--{flag}", city / name)]
    else:
        say(f"no {city}: nothing to compare on; set WALKSHED_TEST_DATA")
    # In turns, ours and the peers': a machine has fast and slow minutes, which both then share.
    for turn in range(runs):
        say(f"turn {turn + 1} of {runs}")
        steps.append(run_steps(runs))
        if city.is_dir():
            wholes.append(run_whole(arguments))
        if city.is_dir() and not options.skip_peers:
            peers.append(run_peers(city, say))
    steps = joined(steps)
    whole = median(wholes) if wholes else {}
    peers = joined(peers) if peers else {}
    rows = list(rows_of(steps, whole, peers))
    scale = {}
    if options.scale:
        say("scale")
        scale = run_scale(runs, say, not options.skip_peers)
        rows += scale_rows(scale)

    print(f"CPU seconds (peak MB where it says so), medians of {runs}; ratio: best peer / ours")
    show(rows, options.skip_peers or not city.is_dir())
    if not options.skip_peers:
        print(f"\n{LEFT_OUT}", end="")
    if options.json:
        figures = {"rows": rows, "steps": list(steps.values()), "whole": whole}
        figures |= {"peers": peers, "scale": scale, "runs": runs}
        Path(options.json).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
