// The tiles of all lamps, by name, of which only those that are looked at are
// shown.

import { lamps, onDraw, shown, touch, view } from "./store.js";
import { Tile } from "./tile.js";

const list = document.getElementById("lamps");
const nobody = document.getElementById("nobody");
const tiles = new Map();
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const byName = (a, b) => order.compare(a.lamp.name, b.lamp.name) || order.compare(a.id, b.id);

let whenChosen = () => {};
export const onChoose = f => { whenChosen = f; };

// choose steers a lamp; with more, beside those that are chosen already.
function choose(id, more) {
  const was = view.chosen.has(id);
  if (!more) view.chosen.clear();
  if (was) view.chosen.delete(id); else view.chosen.add(id);
  touch();
  whenChosen(view.chosen.size > 0);
}

// Tiles out of view that have changed: they are drawn a few at a time, when the
// browser has nothing else to do.
const stale = new Set();
const few = 40;
const whenIdle = window.requestIdleCallback ?? (f => setTimeout(f, 200));
const later = () => whenIdle(drawSome, { timeout: 1_000 });

function drawSome() {
  let n = 0;
  for (const tile of stale) {
    if (n++ === few) break;
    stale.delete(tile);
    tile.draw();
  }
  if (stale.size) later();
}

function draw(tile) {
  if (tile.visible || !tile.drawn) {
    stale.delete(tile);
    tile.drawn = true;
    tile.draw();
    return;
  }
  if (!stale.size) later();
  stale.add(tile);
}

onDraw(changed => {
  let fresh = changed === null;
  for (const [id, tile] of tiles) {
    if (lamps.has(id)) continue;
    tile.remove();
    tiles.delete(id);
  }
  for (const id of changed ?? lamps.keys()) {
    const lamp = lamps.get(id);
    if (!lamp) continue;
    if (!tiles.has(id)) tiles.set(id, new Tile(id, choose));
    const tile = tiles.get(id);
    fresh ||= tile.sorted !== lamp.name;
    tile.sorted = lamp.name;
    draw(tile);
    tile.element.hidden = !shown(lamp);
  }
  if (fresh) arrange();
  const some = [...tiles.values()].some(t => !t.element.hidden);
  nobody.hidden = some || view.link === "waiting";
  nobody.textContent = lamps.size ? "No lamp is like this." : "No lamp has been heard of at this broker yet.";
});

// arrange puts the tiles in order, moving only those that stand wrong.
function arrange() {
  let next = list.firstElementChild;
  for (const tile of [...tiles.values()].sort(byName)) {
    if (tile.element === next) next = next.nextElementSibling;
    else list.insertBefore(tile.element, next);
  }
}
