// Puts an interactive map of the page's own data in the place of the drawings. Nothing is fetched, and
// text of the inputs goes into the page as text, never as markup. Where the machine cannot draw the
// map, the drawings stay.
'use strict';
(() => {
  const source = document.getElementById('map-data');
  if (!source || typeof maplibregl === 'undefined') return;
  const data = JSON.parse(source.textContent);
  const words = data.words;
  const kinds = ['#0072b2', '#c2185b', '#a06a00', '#00795a', '#5b3fa0', '#4d4d4d', '#8c2d04', '#2f6b9a'];
  const blue = '#4f8fc4', orange = '#d55e00', ink = '#3c4654';
  const thousands = (n) => Math.round(n).toLocaleString('en-US');

  // Places are whole numbers of 1e-6 degree, each told from the one before.
  const places = (coded) => {
    const out = [];
    let [x, y] = data.origin;
    for (let i = 0; i < coded.length; i += 2) {
      x += coded[i];
      y += coded[i + 1];
      out.push([x / 1e6, y / 1e6]);
    }
    return out;
  };
  const collection = (features) => ({ type: 'FeatureCollection', features });
  const feature = (type, coordinates, properties) =>
    ({ type: 'Feature', properties, geometry: { type, coordinates } });
  const areas = (items, properties) => collection(items.map((item, i) =>
    feature('MultiPolygon', item.area.map((polygon) => polygon.map(places)), properties(item, i))));
  const lines = (list) => collection([feature('MultiLineString', list.map(places), {})]);

  const homes = () => {
    const at = places(data.residents.at);
    return collection(at.map((place, i) => {
      const properties = { i };
      data.circles.forEach((_, c) => {
        if (data.residents.why) {
          properties['c' + c] = data.residents.why[c][i] === 0 ? 1 : 0;
        } else {
          const total = data.residents.total[i];
          properties['c' + c] = total > 0 ? data.residents.covered[c][i] / total : 1;
          properties.r = Math.sqrt(total);
        }
      });
      return feature('Point', place, properties);
    }));
  };
  const sites = () => collection(places(data.facilities.at).map((place, i) =>
    feature('Point', place, {
      i, k: data.facilities.category[i], s: data.facilities.counted[i] ? 'kind' + data.facilities.category[i] : 'none',
    })));

  // Shapes of the categories, as on the drawings.
  const corners = [
    [[-.35, -1], [.35, -1], [.35, -.35], [1, -.35], [1, .35], [.35, .35], [.35, 1], [-.35, 1], [-.35, .35], [-1, .35], [-1, -.35], [-.35, -.35]],
    [[-.85, -.85], [.85, -.85], [.85, .85], [-.85, .85]],
    [[0, -1.1], [1.05, .8], [-1.05, .8]],
    [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
    [[0, 1.1], [1.05, -.8], [-1.05, -.8]],
    [[-.6, -1], [.6, -1], [1.1, 0], [.6, 1], [-.6, 1], [-1.1, 0]],
  ];
  const paint = (pen, size, draw) => {
    pen.translate(size / 2, size / 2);
    pen.lineJoin = 'round';
    draw(pen, size / 2);
  };
  const symbol = (category, hollow) => (pen, half) => {
    const r = half * 0.68;
    pen.beginPath();
    corners[category % corners.length].forEach(([x, y], i) => pen[i ? 'lineTo' : 'moveTo'](x * r, y * r));
    pen.closePath();
    pen.lineWidth = half * 0.24;
    pen.strokeStyle = '#fff';
    pen.stroke();
    pen.fillStyle = hollow ? '#9aa3ad' : kinds[category % kinds.length];
    pen.fill();
  };
  const image = (draw) => {
    const size = 44;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size;
    const pen = canvas.getContext('2d');
    paint(pen, size, draw);
    return pen.getImageData(0, 0, size, size);
  };
  const swatch = (draw) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 36;
    paint(canvas.getContext('2d'), 36, draw);
    return canvas;
  };
  const dot = (colour) => (pen, half) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(0, 0, half * .5, 0, 7);
    pen.fill();
  };
  const stroke = (colour, width, dash) => (pen, half) => {
    pen.strokeStyle = colour;
    pen.lineWidth = width * 2;
    pen.setLineDash(dash || []);
    pen.beginPath();
    pen.moveTo(-half, 0);
    pen.lineTo(half, 0);
    pen.stroke();
  };
  const patch = (colour) => (pen, half) => {
    pen.fillStyle = colour + '38';
    pen.strokeStyle = colour;
    pen.lineWidth = 3;
    pen.fillRect(-half * .85, -half * .6, half * 1.7, half * 1.2);
    pen.strokeRect(-half * .85, -half * .6, half * 1.7, half * 1.2);
  };

  const single = !!data.residents.why;
  const reachable = !!data.streets && data.streets.reached.some((lines) => lines.length > 0);
  const sources = {}, layers = [];
  const add = (name, geojson, ...drawn) => {
    sources[name] = { type: 'geojson', data: geojson, tolerance: 0.3 };
    for (const layer of drawn) layers.push({ source: name, ...layer });
  };
  layers.push({ id: 'ground', type: 'background', paint: { 'background-color': '#fbfbfa' } });
  const banded = [...new Set(data.bands.map((band) => band.category))];
  banded.forEach((k) => add('bands' + k, areas(data.bands.filter((band) => band.category === k), (band) => ({ m: band.minutes })), {
    id: 'bands' + k, type: 'fill',
    paint: { 'fill-color': ['interpolate', ['linear'], ['get', 'm'], 5, '#2b6ca3', 15, '#cfe0ee'], 'fill-opacity': 0.5 },
  }));
  if (data.streets) {
    add('streets', lines(data.streets.all), {
      id: 'streets', type: 'line',
      paint: { 'line-color': '#c3cad2', 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.4, 16, 2] },
    });
    if (reachable) data.circles.forEach((_, c) => add('reached' + c, lines(data.streets.reached[c]), {
      id: 'reached' + c, type: 'line',
      paint: { 'line-color': '#5f9ea0', 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.8, 16, 4], 'line-opacity': 0.75 },
    }));
  }
  data.circles.forEach((_, c) => add('zones' + c, areas(data.zones[c].items, (_, i) => ({ i })),
    { id: 'zones' + c, type: 'fill', paint: { 'fill-color': orange, 'fill-opacity': 0.16 } },
    { id: 'zones' + c + '-rim', type: 'line', paint: { 'line-color': orange, 'line-width': 1.2 } }));
  add('districts', areas(data.districts.items, (_, i) => ({ i })),
    // Not seen, but it can be clicked.
    { id: 'districts-area', type: 'fill', paint: { 'fill-color': '#000', 'fill-opacity': 0 } },
    { id: 'districts', type: 'line', paint: { 'line-color': ink, 'line-width': 1.8, 'line-dasharray': [5, 2] } });
  const size = single
    ? ['interpolate', ['linear'], ['zoom'], 10, 1.4, 13, 2.4, 16, 6]
    : ['interpolate', ['exponential', 2], ['zoom'],
      10, ['max', 0.8, ['*', 0.06, ['get', 'r']]], 16, ['max', 4, ['*', 0.8, ['get', 'r']]]];
  add('homes', homes(), {
    id: 'homes', type: 'circle',
    paint: {
      'circle-radius': size, 'circle-color': blue, 'circle-opacity': 0.9,
      'circle-stroke-color': '#fff', 'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 13, 0, 15, 0.8],
    },
  });
  const few = data.facilities.counted.length > 300 ? 0.55 : 1;
  add('sites', sites(), {
    id: 'sites', type: 'symbol',
    layout: {
      'icon-image': ['get', 's'], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
      'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.5 * few, 14, 0.85 * few, 17, 1.1],
    },
  });

  const live = document.getElementById('live');
  const frame = document.getElementById('map');
  const started = performance.now();
  live.hidden = false;
  let map;
  try {
    map = new maplibregl.Map({
      container: frame,
      style: { version: 8, sources, layers },
      bounds: data.bounds, fitBoundsOptions: { padding: 10 },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, maxPitch: 0, maxZoom: 19,
      renderWorldCopies: false, cooperativeGestures: false, fadeDuration: 0,
      locale: { 'NavigationControl.ZoomIn': words.zoomIn, 'NavigationControl.ZoomOut': words.zoomOut, 'Popup.Close': words.close },
    });
  } catch (fault) {
    live.hidden = true; // no WebGL: the drawings stay
    return;
  }
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 140 }), 'bottom-right');
  map.on('styleimagemissing', (event) => {
    const draw = event.id === 'none' ? symbol(5, true) : symbol(Number(event.id.slice(4)), false);
    map.addImage(event.id, image(draw), { pixelRatio: 2 });
  });

  // Names of districts and ranks of zones are elements: a map's own text would need fonts.
  const marks = { districts: [], zones: data.circles.map(() => []) };
  const mark = (list, item, extra) => {
    if (!item.mark) return;
    const element = document.createElement('div');
    element.className = 'place' + extra;
    element.textContent = item.mark;
    list.push(new maplibregl.Marker({ element }).setLngLat(item.at));
  };
  // Ranks first, then the districts with most people; what would cover another mark is hidden.
  const declutter = () => {
    const taken = [];
    for (const one of [...marks.zones[shown.circle], ...marks.districts]) {
      const element = one.getElement();
      if (!element.isConnected) continue;
      const at = map.project(one.getLngLat());
      const [wide, high] = [element.offsetWidth / 2 + 1, element.offsetHeight / 2 - 2];
      const free = taken.every(([x, y, w, h]) => Math.abs(x - at.x) >= w + wide || Math.abs(y - at.y) >= h + high);
      element.style.visibility = free ? '' : 'hidden';
      if (free) taken.push([at.x, at.y, wide, high]);
    }
  };

  const shown = { circle: 0, off: new Set(['reached', 'uncounted', ...banded.map((k) => 'bands' + k)]) };
  const on = (name) => !shown.off.has(name);
  const put = (list, visible) => list.forEach((m) => (visible ? m.addTo(map) : m.remove()));
  const refresh = () => {
    const c = shown.circle;
    const see = (id, visible) => map.getLayer(id) &&
      map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none');
    data.circles.forEach((_, i) => {
      const visible = i === c && on('zones');
      see('zones' + i, visible);
      see('zones' + i + '-rim', visible);
      see('reached' + i, i === c && on('reached'));
      put(marks.zones[i], visible);
    });
    see('streets', on('streets'));
    banded.forEach((k) => see('bands' + k, on('bands' + k)));
    see('districts', on('districts'));
    see('districts-area', on('districts'));
    put(marks.districts, on('districts'));
    declutter();
    const share = ['get', 'c' + c];
    map.setPaintProperty('homes', 'circle-color', single
      ? ['case', ['==', share, 1], blue, orange]
      : ['interpolate', ['linear'], share, 0, orange, 0.5, '#e8d9b5', 1, blue]);
    see('homes', single ? on('covered') || on('uncovered') : on('covered'));
    map.setFilter('homes', single && on('covered') !== on('uncovered') ? ['==', share, on('covered') ? 1 : 0] : null);
    const counted = data.categories.map((_, k) => k).filter((k) => on('kind' + k));
    map.setFilter('sites', ['any',
      ['all', ['!=', ['get', 's'], 'none'], ['in', ['get', 'k'], ['literal', counted]]],
      on('uncounted') ? ['==', ['get', 's'], 'none'] : false]);
  };

  // The panel: which circle, and which layers.
  const panel = document.getElementById('panel');
  const group = (title) => {
    const box = document.createElement('fieldset');
    const head = document.createElement('legend');
    head.textContent = title;
    box.append(head);
    panel.append(box);
    return box;
  };
  const choice = (box, type, name, text, checked, key, change) => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = type;
    input.name = type === 'radio' ? 'circle' : name;
    input.value = name;
    input.checked = checked;
    input.addEventListener('change', () => { change(input.checked); refresh(); });
    const caption = document.createElement('span');
    caption.textContent = text;
    label.append(input, ...key ? [swatch(key)] : [], caption);
    box.append(label);
  };
  const build = () => {
    const circles = group(words.circle);
    data.circles.forEach((circle, c) =>
      choice(circles, 'radio', String(c), circle.title, c === 0, null, () => { shown.circle = c; }));
    const box = group(words.layers);
    const layer = (name, text, key) =>
      choice(box, 'checkbox', name, text, on(name), key, (yes) => shown.off[yes ? 'delete' : 'add'](name));
    layer('zones', words.zones, patch(orange));
    if (single) {
      layer('covered', words.covered, dot(blue));
      layer('uncovered', words.uncovered, dot(orange));
    } else {
      layer('covered', words.cells, dot(blue));
    }
    data.categories.forEach((title, k) => layer('kind' + k, title, symbol(k, false)));
    if (data.facilities.counted.includes(false)) layer('uncounted', words.uncounted, symbol(5, true));
    if (data.districts.items.length) layer('districts', words.districts, stroke(ink, 1.8, [9, 4]));
    if (data.streets) {
      if (reachable) layer('reached', words.reached, stroke('#5f9ea0', 3));
      layer('streets', words.streets, stroke('#c3cad2', 1.5));
    }
    banded.forEach((k) => layer('bands' + k, words.bands + words.of + data.categories[k], patch('#2b6ca3')));
    const whole = document.createElement('button');
    whole.type = 'button';
    whole.textContent = words.reset;
    whole.addEventListener('click', () => map.fitBounds(data.bounds, { padding: 10, animate: false }));
    const hint = document.createElement('p');
    hint.textContent = words.hint;
    panel.append(whole, hint);
  };

  // Attributes of what is clicked, as a table of text.
  const rows = (labels, values) => labels.map((label, i) => [label, values[i]]).filter(([, value]) => value);
  const about = (id, i) => {
    if (id === 'sites') {
      const values = data.facilities.values[i];
      return [values[0] || values[1], rows(data.facilities.labels, values)];
    }
    if (id === 'homes' && single) {
      const values = data.residents.values[i];
      const verdicts = data.circles.map((circle, c) => {
        const why = data.residents.why[c][i];
        return [circle.title, (why === 0 ? '✓ ' : '✗ ') + data.why[why]];
      });
      return [values[0] || values[1], rows(data.residents.labels, values).concat(verdicts)];
    }
    if (id === 'homes') {
      const r = data.residents;
      const of = data.circles.map((circle, c) =>
        [circle.title, thousands(r.covered[c][i]) + ' / ' + thousands(r.total[i]) + ' ' + r.unit]);
      return [r.side_m + ' m', [[words.points, thousands(r.points[i])], ...of]];
    }
    const list = id.startsWith('zones') ? data.zones[Number(id.slice(5))] : data.districts;
    const title = id.startsWith('zones') ? words.zones + ' ' + list.items[i].values[0] : list.items[i].mark;
    return [title, rows(list.labels, list.items[i].values)];
  };
  let popup = null;
  const tell = (at, [title, pairs]) => {
    if (popup) popup.remove();
    const box = document.createElement('div');
    const head = document.createElement('h4');
    head.textContent = title;
    const table = document.createElement('table');
    for (const pair of pairs) {
      const row = table.insertRow();
      for (const text of pair) row.insertCell().textContent = text;
    }
    box.append(head, table);
    popup = new maplibregl.Popup({ maxWidth: '340px' }).setLngLat(at).setDOMContent(box).addTo(map);
  };
  const order = () => ['sites', 'homes', 'zones' + shown.circle, 'districts-area'].filter((id) => map.getLayer(id));
  const hit = (point) => {
    for (const id of order()) {
      const reach = id === 'homes' || id === 'sites' ? 4 : 0;
      const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
      const found = map.queryRenderedFeatures(box, { layers: [id] })[0];
      if (found) return [id, found.properties.i];
    }
    return null;
  };

  map.once('load', () => {
    document.documentElement.classList.add('live');
    data.districts.items.slice().sort((a, b) => b.people - a.people).forEach((item) => mark(marks.districts, item, ''));
    data.zones.forEach((zones, c) => zones.items.forEach((item) => mark(marks.zones[c], item, ' rank')));
    map.on('zoom', declutter);
    build();
    refresh();
    map.on('click', (event) => {
      const found = hit(event.point);
      if (found) tell(event.lngLat, about(...found));
    });
    map.on('mousemove', (event) => { map.getCanvas().style.cursor = hit(event.point) ? 'pointer' : ''; });
    for (const row of document.querySelectorAll('tr[data-zone]')) {
      row.addEventListener('click', () => {
        const [c, rank] = row.dataset.zone.split('-').map(Number);
        const zone = data.zones[c].items[rank - 1];
        shown.circle = c;
        panel.querySelectorAll('input[name=circle]')[c].checked = true;
        shown.off.delete('zones');
        panel.querySelector('input[name=zones]').checked = true;
        refresh();
        const box = new maplibregl.LngLatBounds();
        zone.area.forEach((polygon) => places(polygon[0]).forEach((place) => box.extend(place)));
        live.scrollIntoView({ block: 'center' });
        map.fitBounds(box, { padding: 90, maxZoom: 16, animate: false });
        tell(zone.at, about('zones' + c, rank - 1));
      });
    }
    map.once('idle', () => { frame.dataset.idle = String(Math.round(performance.now() - started)); });
  });
  window.report = { map, data };
})();
