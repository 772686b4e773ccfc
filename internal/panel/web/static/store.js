// All that is known of the lamps, and what is looked at. Only what the lamps
// told is in here, and what was asked of them beside it.

export const lamps = new Map();      // id -> lamp
export const view = { scope: "all", filter: "", chosen: new Set(), link: "waiting", settled: false, server: "", client: "", skew: 0 };

const watchers = [];
const dirty = new Set();             // ids of lamps to be drawn anew
let all = true;                      // everything is
let due = false;

// onDraw has a function called before the browser paints, with the lamps that
// have changed; null stands for all.
export const onDraw = watch => watchers.push(watch);

export function touch(id) {
  if (id === undefined) all = true; else dirty.add(id);
  if (due) return;
  due = true;
  // A page that is not painted must come to rest too.
  const draw = () => {
    if (!due) return;
    due = false;
    const changed = all ? null : new Set(dirty);
    all = false;
    dirty.clear();
    for (const watch of watchers) watch(changed);
  };
  requestAnimationFrame(draw);
  setTimeout(draw, 250);
}

export const now = () => Date.now() + view.skew; // by the panel's clock

// take puts a lamp into the picture; what it told about itself stays until it
// tells it again.
export function take(lamp) {
  const old = lamps.get(lamp.id);
  lamp.info ??= old?.info;
  lamp.asked = old?.asked ?? 0;
  lamp.word = old?.word ?? "";
  if (old && lamp.changed !== old.changed) lamp.word = "";
  if (old && (lamp.state?.version !== old.state?.version || lamp.presence !== old.presence)) lamp.word = "";
  lamps.set(lamp.id, lamp);
  touch(lamp.id);
}

export function forget(id) {
  lamps.delete(id);
  view.chosen.delete(id);
  touch();
}

// ask says that something was asked of lamps; the function that it returns says
// that they have answered.
export function ask(ids) {
  for (const id of ids) change(id, lamp => { lamp.asked++; lamp.word = ""; });
  return () => { for (const id of ids) change(id, lamp => { lamp.asked = Math.max(0, lamp.asked - 1); }); };
}

export const say = (id, word) => change(id, lamp => { lamp.word = word; });

function change(id, how) {
  const lamp = lamps.get(id);
  if (!lamp) return;
  how(lamp);
  touch(id);
}

export const isIn = (lamp, group) => group === "all" || (lamp.info?.groups ?? []).includes(group);

export function groups() {
  const sizes = new Map();
  for (const lamp of lamps.values()) for (const g of lamp.info?.groups ?? []) sizes.set(g, (sizes.get(g) ?? 0) + 1);
  return [...sizes].sort((a, b) => a[0].localeCompare(b[0]));
}

// shown tells whether a lamp is among those that are looked at.
export function shown(lamp) {
  if (!isIn(lamp, view.scope)) return false;
  if (!view.filter) return true;
  const text = [lamp.id, lamp.name, ...(lamp.info?.groups ?? []), lamp.presence, ...(lamp.flags ?? []), lamp.info?.kind ?? "", lamp.state?.on ? "lit" : "dark"].join(" ").toLowerCase();
  return view.filter.toLowerCase().split(/\s+/).every(word => text.includes(word));
}

// target returns what the controls steer: the chosen lamps, else those that are
// looked at.
export function target() {
  const chosen = [...view.chosen].map(id => lamps.get(id)).filter(Boolean);
  if (chosen.length === 1) return { title: chosen[0].name, lamps: chosen };
  if (chosen.length > 1) return { title: `${chosen.length} lamps chosen`, lamps: chosen };
  const seen = [...lamps.values()].filter(shown);
  if (view.filter) return { title: seen.length === 1 ? seen[0].name : `${seen.length} lamps shown`, lamps: seen };
  return { title: view.scope === "all" ? "All lamps" : view.scope, lamps: seen, group: view.scope };
}

// The lamp's abilities, as it tells them, or as its state lets know.
export function can(lamp, what) {
  const modes = lamp.info?.color_modes ?? (lamp.state ? [lamp.state.mode] : []);
  if (what === "dim") return modes.some(m => m !== "onoff");
  if (what === "effects") return (lamp.info?.effects ?? []).length > 0;
  return modes.includes(what);
}
