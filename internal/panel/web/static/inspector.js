// The column of controls: it steers the chosen lamps, or all that are looked
// at, each control those that can do it.

import { can, onDraw, target, view } from "./store.js";
import { faded, order } from "./orders.js";
import { Slider } from "./slider.js";
import { Wheel, css } from "./wheel.js";
import { count, percent } from "./words.js";
import { drawFacts } from "./facts.js";
import { light, make } from "./tile.js";

const $ = id => document.getElementById(id);
const inspector = $("inspector");
let now = target();

const online = () => now.lamps.filter(l => l.presence === "online");

// whom returns what an order is addressed to: the group where all of it can do
// it, else the lamps one by one.
function whom(lamps) {
  const ids = lamps.map(l => l.id);
  return { to: now.group && lamps.length === online().length ? [now.group] : ids, ids };
}

const able = what => online().filter(l => can(l, what));

// A brightness is for the lamps that are lit, if some are.
function dimmed() {
  const dim = able("dim");
  const lit = dim.filter(l => l.state?.on);
  return lit.length ? lit : dim;
}

const ask = (lamps, command, more) => lamps.length ? order(whom(lamps), faded(command), more) : Promise.resolve();

const brightness = new Slider($("brightness"), {
  ask: (value, more) => ask(dimmed(), { brightness: value }, more),
  text: value => `${percent(value)} %`,
  output: $("brightness-text"),
});
const kelvin = new Slider($("kelvin"), {
  ask: (value, more) => ask(able("color_temp"), { color_temp_kelvin: value }, more),
  text: value => `${value} K`,
  output: $("kelvin-text"),
});

// Hue, saturation and the wheel are one control with three handles.
let asking = null;
const asked = { h: 0, s: 100 };
function color(part, more) {
  Object.assign(asked, part);
  const mine = asking = ask(able("hs"), { color: { h: asked.h, s: asked.s } }, more);
  if (!more) mine.finally(() => { if (asking === mine) { asking = null; drawColor(); } });
  point(asked.h, asked.s, false);
  return mine;
}
const hue = new Slider($("hue"), { ask: (h, more) => color({ h }, more), text: v => `${v}°`, output: $("hue-text") });
const saturation = new Slider($("saturation"), { ask: (s, more) => color({ s }, more), text: v => `${v} %`, output: $("saturation-text") });
const wheel = new Wheel($("wheel"), color);

function point(h, s, mixed) {
  wheel.show(h, s, css(h, s), mixed);
  hue.show(Math.round(h) % 360, mixed && "mixed");
  saturation.show(Math.round(s), mixed && "mixed");
  $("saturation").style.setProperty("--pure", css(h, 100));
}

const same = (lamps, what) => lamps.every(l => what(l) === what(lamps[0]));

function drawColor() {
  const lamps = able("hs").filter(l => l.state?.mode === "hs");
  if (asking) return;
  const state = lamps[0]?.state;
  if (state) Object.assign(asked, { h: state.h, s: state.s });
  const mixed = !state || !same(lamps, l => `${l.state.h} ${l.state.s}`);
  point(asked.h, asked.s, mixed);
}

$("named").addEventListener("submit", event => {
  event.preventDefault();
  const name = $("color").value.trim();
  if (name) ask(able("hs"), { color: name });
});
$("on").addEventListener("click", () => ask(online(), { state: "ON" }));
$("off").addEventListener("click", () => ask(online(), { state: "OFF" }));

const hand = [["candlelight", 28, 82], ["orange", 36, 100], ["red", 0, 100], ["magenta", 315, 95], ["violet", 268, 90], ["blue", 222, 100], ["cyan", 188, 85], ["green", 135, 90]];
for (const [name, h, s] of hand) {
  const button = make("button", { type: "button", "aria-label": name, title: name });
  button.style.setProperty("--c", css(h, s));
  button.addEventListener("click", () => color({ h, s }, false));
  $("swatches").append(button);
}

function drawEffects() {
  const lamps = able("effects");
  const names = [...new Set(lamps.flatMap(l => l.info.effects))];
  const box = $("effects");
  if (box.dataset.names !== names.join()) {
    box.dataset.names = names.join();
    box.replaceChildren(...["off", ...names].map(name => {
      const button = make("button", { class: "chip", type: "button", "data-effect": name }, name === "off" ? "none" : name);
      button.addEventListener("click", () => {
        const able = online().filter(l => name === "off" || l.info?.effects?.includes(name));
        ask(able, { effect: name });
      });
      return button;
    }));
  }
  for (const button of box.children) {
    button.setAttribute("aria-pressed", lamps.length > 0 && lamps.every(l => (l.state?.effect || "off") === button.dataset.effect));
  }
}

function about() {
  const { lamps } = now;
  if (lamps.length === 1) {
    const [l] = lamps;
    return [l.id, l.info?.kind, ...(l.info?.groups ?? [])].filter(Boolean).join(" · ");
  }
  const lit = lamps.filter(l => l.presence === "online" && l.state?.on).length;
  return `${count(lamps.length, "lamp")}, ${lit} lit`;
}

// drawOrb shows the light of one lamp beside its name.
function drawOrb() {
  const [lamp] = now.lamps;
  $("orb").hidden = now.lamps.length !== 1;
  if ($("orb").hidden) return;
  const { dataset, style } = $("head");
  const there = lamp.presence === "online" && view.link === "up";
  if (lamp.state?.on && there) dataset.lit = "yes"; else delete dataset.lit;
  dataset.effect = there && lamp.state?.on && lamp.state.effect || "";
  light(style, lamp.state);
}

// enable lets a control be used, or hides it where no lamp has it.
function enable() {
  for (const field of inspector.querySelectorAll("[data-cap]")) field.hidden = !now.lamps.some(l => can(l, field.dataset.cap));
  const idle = view.link !== "up" || !online().length;
  for (const e of inspector.querySelectorAll("input, .segment button, .chip, .swatches button")) e.disabled = idle;
  $("wheel").inert = idle;
}

onDraw(changed => {
  const was = now.lamps;
  now = target();
  const touched = changed === null || was.length !== now.lamps.length || now.lamps.some(l => changed.has(l.id));
  if (!touched) return;
  inspector.toggleAttribute("data-empty", !now.lamps.length);
  $("target").textContent = now.title;
  $("about").textContent = about();
  drawOrb();
  $("steer").textContent = `Control ${view.filter ? "these" : view.scope}`;
  $("close").hidden = !view.chosen.size && !matchMedia("(max-width: 899px)").matches;
  const there = online();
  $("on").setAttribute("aria-pressed", there.length > 0 && there.every(l => l.state?.on));
  $("off").setAttribute("aria-pressed", there.length > 0 && there.every(l => l.state && !l.state.on));
  const levels = dimmed().filter(l => l.state?.brightness);
  brightness.show(mean(levels, l => l.state.brightness), same(levels, l => l.state.brightness) ? "" : "mixed");
  const whites = able("color_temp").filter(l => l.state?.mode === "color_temp");
  kelvin.show(mean(whites, l => l.state.kelvin) ?? 4000, !whites.length ? "not in use" : same(whites, l => l.state.kelvin) ? "" : "mixed");
  drawColor();
  drawEffects();
  enable();
  drawFacts(now.lamps);
});

const mean = (lamps, what) => lamps.length ? Math.round(lamps.reduce((sum, l) => sum + what(l), 0) / lamps.length) : undefined;
