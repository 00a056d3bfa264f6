#!/usr/bin/env python3
"""Opens report.html of result folders in a real Chromium, from file://, and uses it.

    python3 tests/browser/report.py FOLDER… [--pictures DIR]

Checks of each: the map is drawn and every layer switch changes it; clicks tell attributes, as text;
nothing is logged and no request leaves the page; without WebGL the drawings stand in; A4 and A3 print
without an empty page. Needs chromium and poppler-utils, beside Python.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from chromium import Browser

HERE = ("file:", "data:", "blob:", "about:")


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def settled(browser):
    browser.ask("new Promise(done => { const m = report.map; m.once('idle', () => done(true)); m.triggerRepaint(); })")


def quiet(browser):
    away = [url for url in browser.requests() if not url.startswith(HERE)]
    check(not away, f"requests left the page: {away}")
    check(not browser.complaints(), f"the page complains: {browser.complaints()}")
    check(not browser.ask("window.stolen === true"), "a name of the input ran as a script")


def loaded(browser, url, width, height):
    browser.open(url, width, height)
    browser.until("!!document.getElementById('map').dataset.idle")
    return int(browser.ask("document.getElementById('map').dataset.idle"))


# What the canvas of the map shows, read in the frame that draws it.
SHOTS = """window.shot = () => new Promise(done => {
    const map = report.map, canvas = map.getCanvas(), flat = document.createElement('canvas');
    flat.width = canvas.width; flat.height = canvas.height;
    const pen = flat.getContext('2d', {willReadFrequently: true});
    map.once('render', () => { pen.drawImage(canvas, 0, 0);
        done(pen.getImageData(0, 0, flat.width, flat.height).data); });
    map.triggerRepaint(); });
window.differing = (a, b) => { let n = 0;
    const far = i => Math.abs(a[i] - b[i]) > 24;
    for (let i = 0; i < a.length; i += 4) if (far(i) || far(i + 1) || far(i + 2)) n++;
    return n; };
window.idle = () => new Promise(done => { report.map.once('idle', () => done(true)); report.map.triggerRepaint(); });
window.flip = async (control) => {
    await idle(); const one = await shot(); control.click();
    await idle(); const other = await shot(); control.click();
    await idle(); return [differing(one, other), differing(one, await shot())]; }; true"""


def switches(browser):
    """Every layer changes the map when it is switched, and comes back."""
    browser.ask(SHOTS)
    blank = browser.ask("""idle().then(shot).then(data => { const colours = new Set();
        for (let i = 0; i < data.length; i += 4) colours.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
        return colours.size; })""")
    check(blank > 20, f"the map has {blank} colours")
    names = browser.ask("[...document.querySelectorAll('#panel input[type=checkbox]')].map(i => i.name)")
    check({"covered", "kind0"} <= set(names), f"layers: {names}")
    changed = {}
    for name in names:
        changed[name], left = browser.ask(f"flip(document.querySelector('#panel input[name=\"{name}\"]'))")
        check(left < 20, f"{name} does not come back")
    if browser.ask("report.data.circles.length > 1"):
        changed["circle"] = browser.ask("""(async () => { const [first, second] = document.querySelectorAll('#panel input[name=circle]');
            await idle(); const one = await shot(); second.click(); await idle();
            const n = differing(one, await shot()); first.click(); await idle(); return n; })()""")
    return changed


def clicks(browser):
    """A click on a facility, a zone and a home tells what the data say of them."""
    told = {}
    browser.ask("document.getElementById('live').scrollIntoView()")
    settled(browser)
    for layer, title in (("sites", "report.data.facilities.values[i][1]"),
                         ("homes", "(report.data.residents.values || [])[i]?.[1]"),
                         ("zones0", "report.data.zones[0].items[i].values[2]")):
        if layer == "zones0":
            # Homes lie over zones: switch them off.
            for name in ("covered", "uncovered"):
                browser.ask(f"document.querySelector('#panel input[name={name}]')?.click()")
            settled(browser)
        found = browser.ask("""(() => {
            const map = report.map, r = map.getCanvas().getBoundingClientRect();
            const above = ['sites', 'homes', 'zones0'];
            for (const f of map.queryRenderedFeatures({layers: ['%s']})) {
                let at = f.geometry.coordinates;
                if ('%s' === 'zones0') at = report.data.zones[0].items[f.properties.i].at;
                const p = map.project(at);
                if (p.x < 320 || p.y < 20 || p.x > r.width - 60 || p.y > r.height - 40) continue;
                const near = [[p.x - 6, p.y - 6], [p.x + 6, p.y + 6]];
                const over = above.slice(0, above.indexOf('%s'));
                if (map.queryRenderedFeatures(near, {layers: over}).length > 0 && over.length) continue;
                const i = f.properties.i;
                return {x: p.x + r.x, y: p.y + r.y, says: %s || ''};
            } return null })()""" % (layer, layer, layer, title))
        if not found:
            continue
        browser.click(found["x"], found["y"])
        browser.until("!!document.querySelector('.maplibregl-popup h4')", 10)
        text = browser.ask("document.querySelector('.maplibregl-popup').innerText")
        check(found["says"] in text, f"{layer}: {found['says']!r} not in {text!r}")
        told[layer] = " | ".join(text.split("\n"))[:160]
        browser.ask("document.querySelector('.maplibregl-popup-close-button').click()")
    for name in ("covered", "uncovered"):
        browser.ask(f"(i => i && !i.checked && i.click())(document.querySelector('#panel input[name={name}]'))")
    check("sites" in told, "a facility was clicked")
    # A row of the table shows its zone.
    if browser.ask("!!document.querySelector('tr[data-zone]')"):
        browser.ask("document.querySelector('tr[data-zone]').click()")
        browser.until("!!document.querySelector('.maplibregl-popup h4')", 10)
        browser.ask("document.querySelector('.maplibregl-popup-close-button').click()")
    return told


def pan(browser):
    """Milliseconds a frame while the map is dragged: median and worst."""
    return browser.ask("""new Promise(done => {
        const map = report.map, times = []; let before = performance.now(), n = 0;
        const step = () => { const now = performance.now(); times.push(now - before); before = now;
            if (n++ < 40) { map.panBy([(n % 20 < 10 ? 12 : -12), 5], {animate: false}); requestAnimationFrame(step); }
            else { times.sort((a, b) => a - b); done([times[20], times[times.length - 1]].map(Math.round)); } };
        requestAnimationFrame(step); })""")


def sheets(pdf):
    """Share of each printed page that is not white."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "20", "-gray", pdf, folder + "/p"], check=True)
        shares = []
        for page in sorted(pathlib.Path(folder).glob("p*.pgm")):
            grey = page.read_bytes().split(b"\n", 3)[3]
            shares.append(sum(1 for b in grey if b < 250) / len(grey))
        return shares


def report(folder, pictures):
    file = pathlib.Path(folder).resolve() / "report.html"
    url, found = file.as_uri(), {"size_mb": round(file.stat().st_size / 1e6, 2)}
    name = pathlib.Path(folder).name
    with Browser() as browser:
        found["idle_ms"] = loaded(browser, url, 1400, 900)
        check(browser.ask("document.documentElement.classList.contains('live')"), "the map is live")
        if pictures:
            settled(browser)
            browser.picture(f"{pictures}/{name}_1400.png", whole=True, clip=whole(browser))
        changed = switches(browser)
        found["switched_pixels"] = changed
        dead = [layer for layer, count in changed.items() if count < 30 and layer != "reached"]
        check(not dead, f"switches change nothing: {dead} of {changed}")
        found["told"] = clicks(browser)
        found["pan_ms"] = pan(browser)
        quiet(browser)
        found["requests"] = sorted({url.split(":")[0] for url in browser.requests()})
        for paper, width, height in (("a4", 210, 297), ("a3", 297, 420)):
            with tempfile.TemporaryDirectory() as folder_of:
                pdf = f"{pictures or folder_of}/{name}_{paper}.pdf"
                browser.pdf(pdf, width, height)
                shares = sheets(pdf)
            check(shares and min(shares) > 0.002, f"{paper}: empty pages: {shares}")
            found[paper] = [round(share, 3) for share in shares]
        loaded(browser, url, 800, 1000)
        wide = browser.ask("document.documentElement.scrollWidth")
        check(wide <= 800, f"the narrow page is {wide} wide")
        if pictures:
            browser.picture(f"{pictures}/{name}_800.png", whole=True, clip=whole(browser))
        quiet(browser)
    # A machine without WebGL: the drawings stay, and nothing is thrown.
    with Browser("--disable-gpu", "--disable-software-rasterizer", "--disable-3d-apis") as browser:
        browser.open(url, 1400, 900)
        check(not browser.ask("document.documentElement.classList.contains('live')"), "no live map")
        drawn = browser.ask("document.querySelector('.drawing svg')?.getBoundingClientRect().height || 0")
        check(drawn > 100, "the drawing is seen without WebGL")
        check(browser.ask("document.getElementById('live').offsetHeight") == 0, "no empty map")
        check(not [e for e in browser.events if e["method"] == "Runtime.exceptionThrown"], "thrown")
    return found


def whole(browser):
    return browser.ask("""({x: 0, y: 0, width: document.documentElement.scrollWidth,
                            height: document.documentElement.scrollHeight})""")


def hostile(program, folder):
    """The result of a small city, straight lines, whose every name would like to be a script."""
    evil = "</script><script>window.stolen=true</script><img src=x onerror='window.stolen=true'>"
    folder = pathlib.Path(folder)
    quoted = '"' + evil + '"'
    homes = [f"R{i},{quoted},{106.2 + 0.004 * (i % 10):.4f},{38.48 + 0.003 * (i // 10):.4f},{50 + i}"
             for i in range(60)]
    (folder / "homes.csv").write_text("id,name,lon,lat,pop\n" + "\n".join(homes) + "\nX,bad,y,z,1\n")
    sites = [f"F{i},{quoted},{kind},{106.21 + 0.001 * i:.4f},38.4825,{'' if i < 4 else '停用'}"
             for i, kind in enumerate(["clinic", "canteen", "childcare", "fitness", "fitness"])]
    (folder / "sites.csv").write_text("id,name,category,lon,lat,status\n" + "\n".join(sites) + "\n")
    ring = [[106.206, 38.481], [106.231, 38.481], [106.231, 38.4925], [106.206, 38.4925], [106.206, 38.481]]
    (folder / "districts.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": "1", "name": evil},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}]}))
    (folder / "study.toml").write_text(
        f"title = {json.dumps(evil)}\n[inputs]\nresidents = 'homes.csv'\nfacilities = 'sites.csv'\n"
        "districts = 'districts.geojson'\n[settings]\nprofile = 'radius'\nout = 'hostile'\n")
    subprocess.run([program, "run", "-q", folder / "study.toml"], check=True, stderr=subprocess.DEVNULL)
    return str(folder / "hostile")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("folders", nargs="*")
    arguments.add_argument("--walkshed", help="also check the page of a city with hostile names, made by this program")
    arguments.add_argument("--pictures", help="keep screenshots and PDF files here")
    arguments = arguments.parse_args()
    failed = False
    made = tempfile.TemporaryDirectory()
    if arguments.walkshed:
        arguments.folders.append(hostile(arguments.walkshed, made.name))
    for folder in arguments.folders:
        try:
            print(folder, json.dumps(report(folder, arguments.pictures), ensure_ascii=False, indent=1))
        except (AssertionError, RuntimeError, TimeoutError) as fault:
            failed = True
            print(f"{folder}: {fault}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
