// What one lamp tells about itself.

import { now, view } from "./store.js";
import { age, count, flagText, presenceText, sender, time } from "./words.js";
import { make } from "./tile.js";

const box = document.getElementById("details");
const list = document.getElementById("facts");
let told = "";

export function drawFacts(lamps) {
  box.hidden = lamps.length !== 1;
  if (box.hidden) return;
  const [lamp] = lamps;
  const facts = factsOf(lamp).filter(([, text]) => text);
  const text = JSON.stringify(facts);
  if (text === told) return;
  told = text;
  list.replaceChildren(...facts.flatMap(([what, text]) => [make("dt", {}, what), make("dd", {}, text)]));
}

function factsOf(lamp) {
  const info = lamp.info ?? {};
  return [
    ["Presence", presenceText(lamp, now())],
    ["Last change", lamp.changed ? `${time(lamp.changed)}${lamp.state?.client ? `, by ${sender(lamp.state.client, view.client)}` : ""}` : ""],
    ["Board", info.board],
    ["Version", info.version],
    ["Outputs", (info.outputs ?? []).map(o => [o.channel, o.pin, o.frequency_hz && `${o.frequency_hz} Hz`].filter(Boolean).join(" ")).join(", ")],
    ["Clock", info.clock === "unsynced" ? "not synchronised: starts in step and expiries are ignored" : info.clock],
    ["Running", info.started ? `for ${age(now() - Date.parse(info.started))}` : ""],
    ["Connects", info.connects && String(info.connects)],
    ["Heals", info.heals ? `${info.heals}: foreign values on its presence topic were put right` : ""],
    ["Refused", info.rejected ? count(info.rejected, "command") : ""],
    ["Temperature", info.temperature ? `${info.temperature} °C` : ""],
    ["Look after", (lamp.flags ?? []).map(flagText).filter(Boolean).join("; ")],
    ["Problems", (info.problems ?? []).join(" ")],
  ];
}
