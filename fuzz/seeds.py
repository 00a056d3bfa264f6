#!/usr/bin/env python3
"""Writes fuzz/seeds/<target>/ from tests/fixtures and by hand: an input is a byte that chooses the role
(see src/lib.rs and the target) and a small file.

    python3 fuzz/seeds.py
"""

import gzip
import sqlite3
import struct
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parent / "tests/fixtures"
MARK = b"\x1ePART"
RESIDENTS, DISTRICTS, STREETS, OTHERS = 0, 0x40, 0x80, 0xC0
DECLARED = 0x20


def seed(target, name, choice, bytes_):
    folder = HERE / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(bytes([choice]) + (bytes_.encode() if isinstance(bytes_, str) else bytes_))


def fixture(name):
    return (FIXTURES / name).read_bytes()


def members(archive):
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


# Tables as text.
plain = "id,name,lon,lat,pop,households\nR1,小区1,106.202,38.4802,100,33\nR2,\"a,b\",106.203,38.4798,无,50\n合计,,,,250,\n"
chinese = "小城一览表\n编号；经度；纬度；人口（万人）\n".replace("；", ";") + "1;１０６．２;38°28′47″N;0.5\n"
amap = "id,name,type,typecode,location\nB1,x卫生站,医疗保健服务;诊所,090102,\"106.2,38.4\"\nB2,幼儿园,科教文化服务;学校;幼儿园,141204,\"106.3,38.4\"\n"
simple = "id,name,category,lon,lat,status\nF1,卫生站,clinic,106.201,38.4801,running\nF5,旧,健身,106.218,38.4839,停用\n"
seed("csv", "plain", RESIDENTS, plain)
seed("csv", "gbk", RESIDENTS, chinese.encode("gb18030"))
seed("csv", "utf16", RESIDENTS, plain.encode("utf-16"))
seed("csv", "commas", RESIDENTS, "编号，经度，纬度\n1，106.2，38.4\n")
seed("csv", "gz", 1, gzip.compress(plain.encode()))
seed("csv", "entrances", 0x40, plain)
seed("csv", "amap", 0x80 | DECLARED, amap)
seed("csv", "facilities", 0x80, simple)

# Workbooks.
SHARED = b"<sst><si><t>id</t></si><si><r><t>lon</t></r></si></sst>"
for name in ["residents.xlsx", "damaged.xlsx"]:
    seed("workbook", name, 0, fixture(name))
seed("workbook", "facilities.xlsx", 0x40, fixture("facilities.xlsx"))
seed("workbook", "residents.xls", 1, fixture("residents.xls"))
seed("workbook", "residents.ods", 2, fixture("residents.ods"))
seed("workbook", "content", 4, members(fixture("residents.ods"))["content.xml"])
for name, choice in [("residents", 3), ("facilities", 0x43)]:
    parts = members(fixture(f"{name}.xlsx"))
    sheet, shared = parts["xl/worksheets/sheet1.xml"], parts.get("xl/sharedStrings.xml", SHARED)
    seed("workbook", f"parts_{name}", choice, sheet + MARK + shared)
seed("workbook", "parts_book", 3, MARK.join([sheet, shared, parts["xl/styles.xml"], parts["xl/workbook.xml"], parts["xl/_rels/workbook.xml.rels"]]))

# GeoJSON.
point = '{"type":"Feature","id":7,"properties":{"id":"R1","name":"x","pop":100},"geometry":{"type":"Point","coordinates":[106.2,38.4]}}'
area = '{"type":"Feature","properties":{"code":"640104","name":"x","id":1,"pop":3,"level":"区"},"geometry":{"type":"MultiPolygon","coordinates":[[[[106,38],[107,38],[107,39],[106,38]]]]}}'
street = '{"type":"Feature","properties":{"highway":"steps"},"geometry":{"type":"LineString","coordinates":[[106,38],[106.001,38],[106.002,38.001]]}}'
bundle = '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[%s]}'
for name, choice, feature in [("points", RESIDENTS, point), ("areas", DISTRICTS, area), ("homes", RESIDENTS, area), ("streets", STREETS, street), ("walls", OTHERS, street)]:
    seed("geojson", name, choice, bundle % feature)
    seed("geojson", f"{name}_lines", choice | 1, feature + "\n\x1e" + feature)

# Shapefiles.
for name, choice in [("residents_utf8", RESIDENTS), ("districts_gbk", DISTRICTS), ("districts_lost", DISTRICTS | DECLARED)]:
    archive = fixture(f"{name}.zip")
    seed("shapefile", f"{name}.zip", choice | 1, archive)
    parts = {Path(key).suffix: value for key, value in members(archive).items()}
    seed("shapefile", name, choice, MARK.join(parts.get(key, b"") for key in [".shp", ".dbf", ".prj", ".cpg"]))


def shp(kind, content):
    record = struct.pack("<i", kind) + content
    body = struct.pack(">ii", 1, len(record) // 2) + record
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 50 + len(body) // 2) + struct.pack("<ii8d", 1000, kind, *[0.0] * 8) + body


box = struct.pack("<4d", 106, 38, 107, 39)
corners = struct.pack("<8d", 106, 38, 106, 39, 107, 39, 106, 38)
prj = (b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]')
range_ = struct.pack("<6d", 0, 1, 0, 1, 0, 1)
for name, kind, content, choice in [
    ("line", 3, box + struct.pack("<iii", 1, 4, 0) + corners, STREETS),
    ("line_m", 23, box + struct.pack("<iii", 1, 4, 0) + corners + range_, STREETS),
    ("polygon_z", 15, box + struct.pack("<iii", 1, 4, 0) + corners + range_ + range_, OTHERS),
    ("points", 8, box + struct.pack("<i", 2) + corners[:32], RESIDENTS),
    ("point_z", 11, struct.pack("<4d", 106, 38, 0, 0), RESIDENTS),
    ("patch", 31, box + struct.pack("<iiii", 1, 4, 0, 0) + corners + range_ + range_, STREETS),
]:
    seed("shapefile", name, choice, MARK.join([shp(kind, content), b"", prj]))
table = struct.pack("<BBBBIHH20x", 3, 126, 1, 1, 1, 32 + 32 * 5 + 1, 1 + 4 + 8 + 8 + 8 + 1)
for name, kind, length in [(b"ID", b"C", 4), (b"POP", b"N", 8), (b"D", b"D", 8), (b"F", b"F", 8), (b"L", b"L", 1)]:
    table += struct.pack("<11sc4xBB14x", name, kind, length, 0)
table += b"\r R1  " + b"     100" + b"20250101" + b"     1.5" + b"T" + b"\x1a"
seed("shapefile", "fields", RESIDENTS, MARK.join([shp(11, struct.pack("<4d", 106, 38, 0, 0)), table, prj, b"936"]))

# GeoPackages: as small as SQLite makes them.
with tempfile.TemporaryDirectory() as folder:
    for name, choice, wkb, code in [
        ("points", RESIDENTS, struct.pack("<BIdd", 1, 1, 106.2, 38.4), 4326),
        ("areas", DISTRICTS, struct.pack("<BIII", 1, 3, 1, 4) + corners, 4490),
        ("streets", STREETS, struct.pack("<BII", 1, 2, 4) + corners, 4326),
        ("projected", OTHERS, struct.pack("<BII", 1, 5, 1) + struct.pack("<BII", 1, 2, 4) + corners, 4545),
    ]:
        file = Path(folder, f"{name}.gpkg")
        db = sqlite3.connect(file)
        db.executescript(f"""
            PRAGMA page_size = 512; PRAGMA application_id = 1196444487;
            CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id INTEGER PRIMARY KEY, organization, organization_coordsys_id INTEGER, definition);
            CREATE TABLE gpkg_contents (table_name, data_type, srs_id);
            CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id);
            CREATE TABLE t (fid INTEGER PRIMARY KEY, geom, id TEXT, name TEXT, pop INTEGER, code TEXT, category TEXT);
            INSERT INTO gpkg_spatial_ref_sys VALUES ('x', {code}, 'EPSG', {code}, 'x');
            INSERT INTO gpkg_contents VALUES ('t', 'features', {code});
            INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 'GEOMETRY', {code});
        """)
        for i in range(3):
            blob = b"GP\0\1" + struct.pack("<i", code) + wkb
            db.execute("INSERT INTO t VALUES (?, ?, ?, 'x', 10, '640104', 'clinic')", (i, blob, f"R{i}"))
        db.commit()
        db.close()
        seed("geopackage", name, choice, file.read_bytes())

# The binary layers.
for name, choice in [("residents", RESIDENTS), ("districts", DISTRICTS), ("streets", STREETS)]:
    seed("flatgeobuf", name, choice, fixture(f"{name}.fgb"))
    seed("geoparquet", name, choice, fixture(f"{name}.parquet"))
seed("flatgeobuf", "walls", OTHERS, fixture("streets.fgb"))
seed("geoparquet", "surveyed", RESIDENTS, fixture("surveyed.parquet"))

# KML.
seed("kml", "residents", RESIDENTS, fixture("residents.kml"))
seed("kml", "districts", DISTRICTS, fixture("districts.kml"))
seed("kml", "packed", DISTRICTS | 2, fixture("districts.kml"))
seed("kml", "kmz", DISTRICTS | 1, fixture("districts.kmz"))
placemark = "<Placemark id='p'><name>x</name><ExtendedData><Data name='highway'><value>steps</value></Data></ExtendedData>%s</Placemark>"
line = "<LineString><coordinates>106,38,0 106.1,38\n106.1,38.1</coordinates></LineString>"
seed("kml", "lines", STREETS, "<kml><Document><Folder>" + placemark % line + placemark % f"<MultiGeometry>{line}{line}</MultiGeometry>" + "</Folder></Document></kml>")


# OpenStreetMap: blocks without their blobs.
def varint(number):
    number &= (1 << 64) - 1
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def zigzag(number):
    return varint((number << 1) ^ (number >> 63))


def field(number, content):
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


STRINGS = [b"", b"building", b"house", b"barrier", b"gate", b"highway", b"footway", b"type", b"multipolygon", b"outer", b"amenity", b"clinic", b"name", "卫生站".encode(), b"inner", b"landuse", b"residential", b"leisure", b"park"]


def block(group):
    return field(1, b"".join(field(1, text) for text in STRINGS)) + field(2, group)


def steps(ids):
    return b"".join(zigzag(now - last) for now, last in zip(ids, [0, *ids]))


def packed(*numbers):
    return b"".join(map(varint, numbers))


X, Y = [1062000000, 1062010000, 1062010000, 1062000000], [384000000, 384000000, 384010000, 384010000]
dense = block(field(2, field(1, steps([1, 2, 3, 4])) + field(8, steps(Y)) + field(9, steps(X)) + field(10, packed(3, 4, 0, 0, 10, 11, 12, 13, 0, 0))))
nodes = block(b"".join(field(1, varint(8) + zigzag(i + 1) + field(2, packed(3)) + field(3, packed(4)) + varint(64) + zigzag(Y[i]) + varint(72) + zigzag(X[i])) for i in range(4)))


def way(number, refs, *tags):
    return field(3, field(1, number) + field(2, packed(*tags[::2])) + field(3, packed(*tags[1::2])) + field(8, steps(refs)))


home = block(way(1, [1, 2, 3, 4, 1], 15, 16, 17, 18) + way(2, [1, 2, 3], 5, 6) + way(3, [3, 4, 1]))
relation = block(field(4, field(1, 7) + field(2, packed(7, 15, 17)) + field(3, packed(8, 16, 18)) + field(8, packed(9, 9)) + field(9, steps([2, 3])) + field(10, packed(1, 1))))
for target in ["osm_streets", "osm_places"]:
    for name, blocks in [("dense", [dense, home]), ("plain", [nodes, home]), ("relation", [relation, home, dense])]:
        seed(target, name, 0, MARK.join(blocks))
        if target == "osm_places":
            seed(target, f"{name}_facilities", 0x40, MARK.join(blocks))


def blob(kind, content):
    head = field(1, kind) + field(3, len(content))
    return struct.pack(">I", len(head)) + head + content


import zlib

whole = blob(b"OSMHeader", field(1, field(4, b"OsmSchema-V0.6")))
for content in [dense, home, relation]:
    whole += blob(b"OSMData", field(2, len(content)) + field(3, zlib.compress(content)))
for target in ["osm_streets", "osm_places"]:
    seed(target, "whole", 1, whole)

# Study files and rules.
study = """title = "小城"
rules = ["rules.toml"]
[inputs]
network = "n.osm.pbf"
residents = { file = "r.csv", crs = "EPSG:4545", encoding = "gbk", layer = "x", datum_shift = [1, 2, 3] }
facilities = ["a.csv", { file = "b.csv", crs = "gcj02" }]
districts = "d.geojson"
barriers = ["b.geojson"]
[columns.residents]
pop = "人口"
[settings]
profile = "elder"
circles = ["fitness-10"]
horizon_m = 4000
snap_limit_m = 100.5
data_date = "2025-12-31"
facility_status = "built"
strict = true
out = "o"
"""
seed("study", "study", 0, study)
for name in ["profiles", "circles", "targets", "osm_categories", "poi"]:
    text = (HERE.parent / f"data/rules/{name}.toml").read_text()
    kept = [line for line in text.splitlines() if line and not line.startswith("#")]
    seed("study", name, 0, study.encode() + MARK + "\n".join(kept[:60]).encode())

# Coordinate systems.
for i, name in enumerate(["wgs84", "GCJ-02", "bd09", "EPSG:4545", "urn:ogc:def:crs:EPSG::4490", "OGC:CRS84", "EPSG:3857", "EPSG:32648", "EPSG:2327", "EPSG:2154"]):
    seed("crs", f"name_{i}", [0, 0x40, 0x80, 0xC0, 2][i % 5], name)
gk = members(fixture("districts_gbk.zip"))
gk = next(value for key, value in gk.items() if key.endswith(".prj"))
seed("crs", "esri", 0x41, gk)
seed("crs", "shifted", 0x83, gk)
seed("crs", "geographic", 1, prj)
seed("crs", "wkt2", 0x41, 'PROJCRS["x",BASEGEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0]],CONVERSION["u",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",105],PARAMETER["Scale factor at natural origin",0.9996],PARAMETER["False easting",500000],PARAMETER["False northing",0]],CS[Cartesian,2],AXIS["(E)",east],AXIS["(N)",north],LENGTHUNIT["metre",1],ID["EPSG",32648]]')
for i, (projection, parameters) in enumerate([
    ("Lambert_Conformal_Conic_2SP", [("standard_parallel_1", 25), ("standard_parallel_2", 47), ("latitude_of_origin", 0), ("central_meridian", 105)]),
    ("Albers_Conic_Equal_Area", [("standard_parallel_1", 25), ("standard_parallel_2", 47), ("latitude_of_center", 0), ("longitude_of_center", 105)]),
    ("Mercator_1SP", [("central_meridian", 0), ("scale_factor", 1)]),
    ("Polar_Stereographic", [("latitude_of_origin", 90), ("central_meridian", 0), ("scale_factor", 0.994)]),
    ("Lambert_Azimuthal_Equal_Area", [("latitude_of_center", 30), ("longitude_of_center", 105)]),
]):
    said = ",".join(f'PARAMETER["{name}",{value}]' for name, value in parameters)
    seed("crs", f"projection_{i}", 0x41, f'PROJCS["x",{prj.decode()},PROJECTION["{projection}"],{said},PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]')
