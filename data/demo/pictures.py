#!/usr/bin/env python3
"""Draws the pictures of the README from the demo's result: map.png is the sheet of its QGIS project,
report.png the head of its page in a browser.

    apt-get install --no-install-recommends python3-qgis python3-pil fonts-noto-cjk chromium
    cargo run --release -- run data/demo/study.toml --force
    /usr/bin/python3 data/demo/pictures.py
"""

import os
import subprocess
from pathlib import Path

from PIL import Image

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsLayoutExporter, QgsProject  # noqa: E402

HERE = Path(__file__).resolve().parent
OUT = HERE / "out"


def sheet(picture):
    app = QgsApplication([], False)
    app.initQgis()
    project = QgsProject.instance()
    assert project.read(str(OUT / "walkshed.qgz")), "no project: run the demo first"
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 75
    layout = project.layoutManager().layouts()[0]
    done = QgsLayoutExporter(layout).exportToImage(str(picture), settings)
    assert done == QgsLayoutExporter.Success, done
    project.clear()
    app.exitQgis()


def page(picture):
    # Without a graphics card the page shows its drawings, which are the same everywhere.
    chromium = ["chromium", "--headless=new", "--no-sandbox", "--disable-3d-apis", "--hide-scrollbars"]
    size = ["--window-size=1100,1400", f"--screenshot={picture}"]
    url = (OUT / "report.html").as_uri()
    subprocess.run([*chromium, *size, url], check=True, capture_output=True)


for name, draw in [("map.png", sheet), ("report.png", page)]:
    draw(HERE / name)
    few = Image.open(HERE / name).convert("RGB").quantize(255, dither=Image.Dither.NONE)
    few.save(HERE / name, optimize=True)
