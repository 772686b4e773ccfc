// The page: the stream of what lampctl knows on one side, tiles and controls on
// the other.

import { forget, lamps, onDraw, take, touch, view } from "./store.js";
import { follow, post } from "./api.js";
import { count } from "./words.js";
import { toast } from "./toast.js";
import { log } from "./log.js";
import { onChoose } from "./tiles.js";
import { load } from "./scenes.js";
import "./scopes.js";
import "./inspector.js";

const $ = id => document.getElementById(id);

// What was known before the broker was lost is not known now, until it has said
// everything again.
let told = { connected: false };
function link(l = told, settled = view.settled) {
  told = l;
  view.settled = l.connected && settled;
  view.link = view.settled ? "up" : l.error ? "down" : "waiting";
  view.server = l.server;
  banner(view.link === "down" ? `No connection to the broker: ${l.error}. Trying again …` : (l.problems ?? []).join(" "));
  touch();
}

function banner(text) {
  if ($("banner").textContent !== text) $("banner").textContent = text;
  $("banner").hidden = !text;
}

const synchronise = message => { view.skew = message.now - Date.now(); };

follow({
  all(message) {
    synchronise(message);
    view.client = message.client;
    const there = new Set(message.lamps.map(l => l.id));
    for (const id of [...lamps.keys()]) if (!there.has(id)) forget(id);
    message.lamps.forEach(take);
    link(message.link, message.settled);
    load();
  },
  news(message) {
    synchronise(message);
    message.lamps?.forEach(take);
    message.gone?.forEach(forget);
    if (message.link || message.settled) link(message.link, message.settled);
    if (message.log) log(message.log, message.more);
  },
  lost() {
    view.link = "lost";
    banner("lampctl does not answer. It may have been ended; trying again …");
    touch();
  },
});

onDraw(() => {
  document.body.dataset.link = view.link;
  $("broker").textContent = { up: view.server, waiting: "connecting …", down: "broker lost", lost: "lampctl lost" }[view.link];
  const there = [...lamps.values()];
  const online = there.filter(l => l.presence === "online").length;
  const lit = there.filter(l => l.presence === "online" && l.state?.on).length;
  const away = there.length - online;
  $("summary").textContent = view.link === "up" ? `${online} online, ${lit} lit${away ? `, ${away} away` : ""}` : count(there.length, "lamp");
  $("rollcall").disabled = $("keep").disabled = view.link !== "up" || !there.length;
});

$("filter").addEventListener("input", event => {
  view.filter = event.target.value.trim();
  view.chosen.clear();
  touch();
});

$("rollcall").addEventListener("click", async () => {
  toast("Roll call …");
  $("rollcall").disabled = true;
  try {
    const { asked, missing } = await (await post("/rollcall")).json();
    const names = missing.slice(0, 5).map(id => lamps.get(id)?.name ?? id).join(", ");
    toast(missing.length ? `${asked - missing.length} of ${asked} lamps answered; no answer from ${names}${missing.length > 5 ? " and more" : ""}` : `${count(asked, "lamp")} answered`);
  } catch (error) {
    toast(error.message);
  }
  touch();
});

// On a narrow page the controls are a sheet that comes and goes.
const narrow = matchMedia("(max-width: 899px)");
function sheet(open) {
  if (open) document.body.dataset.sheet = "open"; else delete document.body.dataset.sheet;
  if (open && narrow.matches) $("target").focus();
}
onChoose(sheet);
$("steer").addEventListener("click", () => sheet(true));

// leave goes back to all lamps, and to where the reader was.
function leave() {
  const [id] = view.chosen;
  view.chosen.clear();
  touch();
  sheet(false);
  (id ? document.querySelector(`[data-id="${CSS.escape(id)}"] .name`) : $("steer"))?.focus();
}
$("close").addEventListener("click", leave);
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && !$("dialog").open && (view.chosen.size || document.body.dataset.sheet)) leave();
});
narrow.addEventListener("change", () => touch());
