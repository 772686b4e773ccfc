// The way of a command: one lane for each target, in which one command follows
// the other. The steps of a drag are at most 20 a second; the newest takes the
// place of one that still waits, so that the last always arrives.

import { ask, say } from "./store.js";
import { post } from "./api.js";
import { count, failureText } from "./words.js";
import { toast } from "./toast.js";

const pace = 50; // milliseconds between two steps of a drag
const lanes = new Map();

// order asks lamps for a light: to are ids or a group, ids the lamps that are
// meant. With more, further steps follow. What it returns is kept when all has
// been said about it.
export function order({ to, ids }, command, more = false) {
  const key = to.join(" ");
  if (!lanes.has(key)) lanes.set(key, { key, waiting: [], busy: false, last: 0 });
  const lane = lanes.get(key);
  const slot = Object.keys(command).join(" ");
  const before = lane.waiting.at(-1);
  if (before?.more && before.slot === slot) {
    lane.waiting.pop();
    before.settle();
  }
  return new Promise(resolve => {
    const answered = ask(ids);
    lane.waiting.push({ to, command, more, slot, settle: () => { answered(); resolve(); } });
    if (!lane.busy) {
      lane.busy = true;
      setTimeout(run, 0, lane); // a key sends a step and its end at once
    }
  });
}

async function run(lane) {
  while (lane.waiting.length) {
    if (lane.waiting[0].more) await new Promise(done => setTimeout(done, lane.last + pace - performance.now()));
    const item = lane.waiting.shift();
    lane.last = performance.now();
    try {
      // The head of the answer: the broker has it. The next may follow.
      const response = await post("/orders", { to: item.to, command: item.command, hurry: item.more });
      response.json().then(answer => report(answer, item.more), failed).finally(item.settle);
    } catch (error) {
      failed(error);
      item.settle();
    }
  }
  lane.busy = false;
  lanes.delete(lane.key);
}

const failed = error => toast(error.message);

// report says what became of an order where it was not done.
export function report(answer, quiet) {
  if (answer.error) toast(answer.error);
  if (quiet || !answer.failed.length) return;
  for (const outcome of answer.failed) say(outcome.id, failureText(outcome));
  const [first] = answer.failed;
  const rest = answer.failed.length - 1;
  toast(`${first.id}: ${failureText(first)}${rest ? `, and ${count(rest, "lamp")} more` : ""}`);
}

// transition adds the length of the fade that is chosen.
export function faded(command) {
  const seconds = document.getElementById("transition").value;
  return seconds === "" ? command : { ...command, transition: Number(seconds) };
}
