#!/usr/bin/env python3
"""Draws a result of walkshed as a picture: python3 data/demo/map.py RESULT CIRCLE DISTRICTS PICTURE

The picture in the README: walkshed run data/demo/study.toml, then
python3 data/demo/map.py data/demo/out fitness-10 data/demo/districts.geojson data/demo/map.png
Needs matplotlib; Chinese names need a font such as Noto Sans CJK.
"""
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

for font in font_manager.findSystemFonts():
    if "NotoSansCJK-Regular" in font:
        font_manager.fontManager.addfont(font)
        plt.rcParams["font.family"] = ["Noto Sans CJK JP", "DejaVu Sans"]


def layer(folder, name):
    with open(f"{folder}/{name}.geojson", encoding="utf-8") as file:
        return json.load(file)["features"]


def patch(polygons, **style):
    points, codes = [], []
    for polygon in polygons:
        for ring in polygon:
            points += ring
            codes += [Path.MOVETO] + [Path.LINETO] * (len(ring) - 2) + [Path.CLOSEPOLY]
    return PathPatch(Path(points, codes), **style)


def main(result, circle, districts, picture):
    figure, axes = plt.subplots(figsize=(10, 10.5))
    category = "fitness"
    lines = []
    for feature in layer(result, f"service_area_{circle}_{category}"):
        lines += feature["geometry"]["coordinates"]
    axes.add_collection(LineCollection(lines, colors="#9cc9a3", linewidths=0.7, zorder=1))
    for feature in layer(result, f"zones_{circle}"):
        properties, shape = feature["properties"], feature["geometry"]["coordinates"]
        axes.add_patch(patch(shape, facecolor="#d9534f", alpha=0.35, linewidth=0, zorder=2))
        axes.add_patch(patch(shape, fill=False, edgecolor="#8c1c18", linewidth=0.8, zorder=3))
        if properties["rank"] <= 8:
            ring = max(shape[0], key=len)
            x = sum(p[0] for p in ring) / len(ring)
            y = sum(p[1] for p in ring) / len(ring)
            text = f"{properties['rank']}\n{properties['population']:,}"
            axes.text(x, y, text, ha="center", va="center", fontsize=9, weight="bold", zorder=7,
                      bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.5})
    for covered, color in ((True, "#2e7d32"), (False, "#b71c1c")):
        homes = [f["geometry"]["coordinates"] for f in layer(result, "residents")
                 if f["properties"][circle] is covered]
        axes.scatter([p[0] for p in homes], [p[1] for p in homes], s=2.5, c=color, zorder=4,
                     label="covered home" if covered else "uncovered home")
    sites = [f["geometry"]["coordinates"] for f in layer(result, "facilities")
             if f["properties"]["category"] == category and f["properties"]["running"]]
    axes.scatter([p[0] for p in sites], [p[1] for p in sites], s=60, marker="*", c="#1f4e9c",
                 edgecolors="white", linewidths=0.5, zorder=6, label="fitness area")
    with open(districts, encoding="utf-8") as file:
        for feature in json.load(file)["features"]:
            geometry = feature["geometry"]
            shape = geometry["coordinates"]
            shape = [shape] if geometry["type"] == "Polygon" else shape
            axes.add_patch(patch(shape, fill=False, edgecolor="#333333", linewidth=1.4,
                                 linestyle="--", zorder=5))
            xs = [p[0] for p in shape[0][0]]
            ys = [p[1] for p in shape[0][0]]
            axes.text(min(xs) + 0.0008, max(ys) - 0.0012, feature["properties"]["name"],
                      fontsize=11, color="#333333", va="top", zorder=8)
    axes.set_aspect(1.0 / 0.783)
    axes.autoscale_view()
    axes.set_axis_off()
    axes.legend(loc="lower right", fontsize=9, markerscale=1.5)
    axes.set_title(f"{circle}: uncovered zones (rank, people) and the streets within reach",
                   fontsize=11)
    figure.savefig(picture, dpi=75, bbox_inches="tight")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
