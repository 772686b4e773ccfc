// What happened, newest first.

import { view } from "./store.js";
import { sender, time } from "./words.js";
import { make } from "./tile.js";

const list = document.getElementById("log");
const most = 200;
const soon = 3_000; // within which a lamp's next state takes the line of the one before

export function log(lines, more) {
  for (const line of lines) {
    const newest = list.firstElementChild;
    const again = line.kind === "state" && newest?.line?.kind === "state" && newest.line.id === line.id &&
      newest.line.by === line.by && line.t - newest.line.t < soon;
    if (again) fill(newest, { ...line, t: line.t }); else list.prepend(fill(make("li"), line));
  }
  if (more) list.prepend(make("li", {}, make("span", {}, `and ${more} more`)));
  while (list.children.length > most) list.lastElementChild.remove();
}

function fill(item, line) {
  item.line = line;
  item.className = line.bad ? "bad" : "";
  const dot = make("i");
  if (line.color && line.text.startsWith("on")) dot.style.setProperty("--c", line.color);
  const by = sender(line.by, view.client);
  item.replaceChildren(make("time", {}, time(line.t)), dot, make("b", {}, line.name || "broker"), make("span", {}, line.text + (by ? `, by ${by}` : "")));
  return item;
}
