// What goes out to lampctl, and the stream that comes in.

let token = "";

async function request(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { "Content-Type": "application/json", "X-Panel-Token": token },
    body: body && JSON.stringify(body),
  });
  if (response.status === 401) location.reload(); // the page that asks for the password
  if (!response.ok) throw new Error(await reason(response));
  return response;
}

async function reason(response) {
  const text = await response.text();
  try { return JSON.parse(text).error; } catch { return text.trim() || response.statusText; }
}

export const post = (path, body = {}) => request("POST", path, body);
export const put = (path, body = {}) => request("PUT", path, body);
export const remove = path => request("DELETE", path);
export const get = path => request("GET", path);

const silence = 25_000; // lampctl says something every ten seconds
const again = 1_000;
const unseen = 30_000;

// follow has the stream's messages handled, for ever: it comes back by itself.
// A page that nobody sees lets go of it: browsers have six connections to one
// server, for all of its pages.
export function follow({ all, news, lost }) {
  let source, watchdog, sleep;
  const close = () => {
    clearTimeout(watchdog);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource("/events");
    const hear = handle => event => {
      clearTimeout(watchdog);
      watchdog = setTimeout(retry, silence);
      handle(JSON.parse(event.data));
    };
    source.addEventListener("all", hear(message => { token = message.token; all(message); }));
    source.addEventListener("news", hear(news));
    source.onerror = retry;
    watchdog = setTimeout(retry, silence);
  };
  const retry = () => {
    close();
    lost();
    setTimeout(async () => {
      // An event source does not tell that the password is wanted.
      try { if ((await fetch("/scenes")).status === 401) return location.reload(); } catch { /* it is not there yet */ }
      open();
    }, again);
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(sleep);
    if (document.hidden) sleep = setTimeout(close, unseen);
    else if (!source) open();
  });
  open();
}
