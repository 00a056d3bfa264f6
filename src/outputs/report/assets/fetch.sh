#!/usr/bin/env bash
# Fetches the map library of the page from npm and checks it against README.md.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent maplibre-gl@5.24.1 >/dev/null && tar xzf maplibre-gl-5.24.1.tgz)
cp "$work/package/dist/maplibre-gl.js" "$work/package/dist/maplibre-gl.css" .
cp "$work/package/LICENSE.txt" maplibre-gl.LICENSE.txt
for file in maplibre-gl.js maplibre-gl.css maplibre-gl.LICENSE.txt "$work/maplibre-gl-5.24.1.tgz"; do
  grep -q "$(sha256sum "$file" | cut -d' ' -f1)" README.md || { echo "$file is another one"; exit 1; }
done
