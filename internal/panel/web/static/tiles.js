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

onDraw(changed => {
  let fresh = changed === null;
  for (const [id, tile] of tiles) {
    if (lamps.has(id)) continue;
    tile.remove();
    tiles.delete(id);
  }
  for (const id of changed ?? lamps.keys()) {
    if (!lamps.has(id)) continue;
    let tile = tiles.get(id);
    if (!tile) {
      tiles.set(id, tile = new Tile(id, choose));
      fresh = true;
    }
    const { name } = tile;
    const before = name.textContent;
    tile.draw();
    fresh ||= before !== name.textContent;
    tile.element.hidden = !shown(tile.lamp);
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
