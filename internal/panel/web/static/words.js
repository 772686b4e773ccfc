// How things are said.

export const percent = level => level <= 0 ? 0 : Math.max(1, Math.round(level / 255 * 100));

export function lightText(state) {
  if (!state) return "state unknown";
  if (!state.on) return "Off";
  const words = [];
  if (state.brightness) words.push(`${state.percent} %`);
  if (state.mode === "hs") words.push(state.color);
  if (state.mode === "color_temp") words.push(`${state.kelvin} K`);
  if (state.mode === "white") words.push("white");
  if (state.effect) words.push(state.effect);
  return words.join(" · ") || "On";
}

export function age(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

const presences = { online: "online", offline: "offline", absent: "no word of it" };

// How a lamp is, and since when if it has changed since the panel came.
export const presenceText = (lamp, now) => presences[lamp.presence] + (lamp.before ? "" : ` ${age(now - lamp.since)}`);

export const sender = (client, self) => client === self ? "this panel" : client;

export const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

const failures = { offline: "offline", silent: "online, but no answer came", unknown: "not known" };

// What became of an order at a lamp that did not do it.
export const failureText = outcome => failures[outcome.result] ?? `refused: ${outcome.reason}`;

export const time = ms => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

const meanings = {
  doubtful: "it has not told about itself for 25 minutes: take a roll call",
  conflict: "another client uses its id",
  undervoltage: "its supply was too low",
};

// What a flag asks somebody to look after; "" for those that speak for
// themselves.
export const flagText = flag => meanings[flag] ?? "";
