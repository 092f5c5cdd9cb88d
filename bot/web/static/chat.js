// Makes the chat pages live. The server renders every post; this script only
// puts them in place, sends forms without leaving the page, and keeps trying
// when the connection is gone. Without it the forms post as forms do.
const page = document.body.dataset;
const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const listOf = thread => find(`.list[data-thread="${thread}"]`);
const logOf = list => list.closest(".log");
const direct = document.body.classList.contains("direct");
const title = document.title;

// ---- Time, in the reader's own zone and language

const region = navigator.languages.find(l => l.startsWith(root.lang)) ?? root.lang;
const clock = new Intl.DateTimeFormat(region, {hour: "2-digit", minute: "2-digit"});
const moment = new Intl.DateTimeFormat(region, {dateStyle: "full", timeStyle: "short"});
const date = new Intl.DateTimeFormat(region, {weekday: "long", day: "numeric", month: "long"});
const relative = new Intl.RelativeTimeFormat(region, {numeric: "auto"});

function dayName(at) {
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);
  const name = ago < 2 ? relative.format(-ago, "day") : date.format(at);
  return name[0].toLocaleUpperCase(region) + name.slice(1);
}

// when writes a post's time, and answers it.
function when(post) {
  const at = new Date(post.dataset.at), time = find("time", post);
  time.textContent = clock.format(at);
  time.title = moment.format(at);
  return at;
}

// arrange groups neighbours by author and marks where a day begins.
function arrange(list) {
  let before = null;
  for (const post of all(".post", list)) {
    const at = when(post);
    const newDay = !before || new Date(before.dataset.at).toDateString() !== at.toDateString();
    const marked = post.previousElementSibling?.matches(".day") ? post.previousElementSibling : null;
    if (marked && !newDay) marked.remove();
    if (newDay) {
      const day = marked ?? post.parentNode.insertBefore(document.createElement("p"), post);
      Object.assign(day, {className: "day", textContent: dayName(at)});
    }
    post.classList.toggle("follows", !newDay && before.dataset.author === post.dataset.author &&
      !post.matches(".card, .urgent") && before.matches(".sent") === post.matches(".sent") &&
      at - new Date(before.dataset.at) < 3e5);
    before = post;
  }
  find(":scope > .day:last-child", list)?.remove(); // of a post that has gone to its place
}

// ---- Posts, put where they belong

const atEnd = log => log.scrollHeight - log.scrollTop - log.clientHeight < 90;
const toEnd = log => { log.scrollTop = log.scrollHeight; };
const fragment = html => document.createRange().createContextualFragment(html.trim()).firstElementChild;

// swap puts a post's new version in its stead, without disturbing a reader who
// is filling in its form or has the keyboard there.
function swap(old, fresh) {
  for (const was of all("input:not([type=hidden]), textarea, select", old)) {
    const now = find(`[name="${CSS.escape(was.name)}"]:not([aria-invalid])`, fresh);
    if (now) now.value = was.value;
  }
  all("details", old).forEach((menu, i) => all("details", fresh)[i]?.toggleAttribute("open", menu.open));
  const held = old.contains(document.activeElement) && document.activeElement;
  old.replaceWith(fresh);
  when(fresh);
  if (!held) return;
  const same = held.name ? all(`[name="${CSS.escape(held.name)}"]`, fresh).find(e => e.localName !== "button" || e.value === held.value)
    : held.matches("a.thread") && find("a.thread", fresh);
  (same || fresh).focus({preventScroll: true});
}

// place puts a post into a list, or its new version in its stead. It answers
// whether the post is new to the reader.
function place(list, fresh, force) {
  const {post: id, rev, id: own} = fresh.dataset;
  const log = logOf(list), follow = atEnd(log), old = find(`[data-post="${id}"]`, list);
  if (old) {
    const newer = +rev > +old.dataset.rev;
    if (!newer && !(force && rev === old.dataset.rev)) return false;
    fresh.setAttribute("aria-live", "off"); // a change is seen, not read aloud whole
    fresh.classList.toggle("flash", newer);
    swap(old, fresh);
  } else {
    if (own) find(`.pending[data-id="${own}"]`, list)?.remove();
    const posts = all("[data-post]", list);
    if (posts.length && +id < +posts[0].dataset.post && find(".earlier", log)) return false; // further back than is shown
    const before = posts.findLast(p => +p.dataset.post < +id);
    before ? before.after(fresh) : list.prepend(fresh);
  }
  arrange(list);
  if (follow || fresh.matches(".mine") && !old) toEnd(log);
  return !old;
}

function arrived(fresh) {
  const list = listOf(fresh.dataset.thread);
  mirror(fresh);
  if (!list || !place(list, fresh, true) || fresh.matches(".mine")) return;
  if (fresh.matches(".desk")) typing(false);
  if (list.dataset.thread === "0" && !atEnd(logOf(list))) find(".jump").hidden = false;
  if (fresh.matches(".private") && !direct) toast(all(".bubble > :not(.by, .tag, form, footer)", fresh).map(e => e.textContent).join(" "));
  if (fresh.matches(".private") && document.activeElement.matches("button")) find(".form [name^='v.']", fresh)?.focus();
  if (!document.hidden) return;
  document.title = `(${++unread}) ${title}`;
  if (fresh.matches(".urgent") && window.Notification?.permission === "granted") {
    new Notification(title, {body: find(".bubble", fresh).innerText, tag: fresh.dataset.post});
  }
}

// mirror renews the card that stands on top of its open thread.
function mirror(fresh) {
  const copy = find(`.root [data-post="${fresh.dataset.post}"]`);
  if (!copy) return;
  const twin = fresh.cloneNode(true);
  find(".foot", twin)?.remove();
  swap(copy, twin);
}

let unread = 0;
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) [unread, document.title] = [0, title];
});

function toast(words) {
  const t = Object.assign(find("#toast"), {textContent: words, className: "shown"});
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { t.className = ""; }, 7000);
}

const alarm = words => Object.assign(find("#alert"), {textContent: words, hidden: !words});

// typing shows the desk at work: soon, but not for answers that come at once.
function typing(on) {
  clearTimeout(typing.start);
  clearTimeout(typing.stop);
  const show = shown => {
    const log = find("#log"), follow = atEnd(log);
    find(".typing").hidden = !shown;
    if (follow) toEnd(log);
  };
  if (!on) return show(false);
  typing.start = setTimeout(show, 300, true);
  typing.stop = setTimeout(show, 8000, false); // unless the desk says again that it is at work
}

// ---- News from the server

let source, heard = 0, pause = 1000, seen = [0, 0], reconnect, banner;

function connect() {
  clearTimeout(reconnect);
  source?.close();
  heard = Date.now();
  const query = new URLSearchParams({channel: page.channel, after: seen.join("-")});
  const thread = find("#thread")?.dataset.threadId;
  if (thread) query.set("thread", thread);
  source = new EventSource("/events?" + query);
  const on = (name, act) => source.addEventListener(name, e => { heard = Date.now(); act(e); });
  on("beat", () => { pause = 1000; offline(false); flush(); });
  on("typing", e => { if (e.data === "0") typing(true); });
  on("out", signedOut);
  on("post", e => {
    arrived(fragment(e.data));
    seen = e.lastEventId.split("-").map(Number);
  });
  source.onerror = lost;
}

async function lost() {
  const refused = source.readyState === EventSource.CLOSED;
  source.close();
  offline(true);
  clearTimeout(reconnect);
  reconnect = setTimeout(connect, pause * (0.5 + Math.random() / 2));
  pause = Math.min(pause * 2, 15000);
  if (!refused) return;
  try { // an EventSource does not tell why it was turned away
    if ((await fetch("/chat", {method: "HEAD"})).status === 401) signedOut();
  } catch { /* no connection at all: trying again is under way */ }
}

function offline(is) {
  clearTimeout(banner);
  document.body.classList.toggle("live", !is);
  if (is) banner = setTimeout(() => { find("#offline").hidden = false; }, navigator.onLine ? 1500 : 0);
  else find("#offline").hidden = true;
}

function signedOut() {
  source.close();
  clearTimeout(reconnect);
  offline(false);
  alarm(page.out);
}

setInterval(() => { if (source.readyState === EventSource.OPEN && Date.now() - heard > 45000) connect(); }, 5000);
addEventListener("offline", () => { source.close(); offline(true); });
addEventListener("online", () => { pause = 1000; connect(); });

// ---- What the person does, sent in order, each until it is taken

const store = "guichet " + page.me + " " + page.channel;
let outbox = JSON.parse(sessionStorage.getItem(store) ?? "[]"), sending = false, again;
const save = () => sessionStorage.setItem(store, JSON.stringify(outbox));
const newID = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, "0")).join("");

function bubble(item) {
  const list = listOf(item.thread);
  if (!item.text || !list || find(`[data-id="${item.id}"]`, list)) return;
  const post = find("#pending").content.firstElementChild.cloneNode(true);
  post.dataset.id = item.id;
  post.dataset.at = item.at;
  post.classList.toggle("sent", item.fields.some(([k, v]) => k === "mode" && v === "reply"));
  find(".said", post).textContent = item.text;
  list.append(post);
  arrange(list);
  toEnd(logOf(list));
}

function post(action, fields, thread, text) {
  const item = {id: newID(), at: new Date().toISOString(), action, fields, thread, text, tries: 0};
  outbox.push(item);
  save();
  bubble(item);
  flush();
}

async function flush() {
  if (sending) return;
  sending = true;
  clearTimeout(again);
  let wait = 0;
  while (outbox.length && !wait) wait = await attempt(outbox[0]);
  sending = false;
  if (wait) again = setTimeout(flush, wait);
}

// attempt sends one item. It answers how long to wait before another try, 0
// when the item is done with.
async function attempt(item) {
  const fields = item.fields.filter(([k]) => k !== "id").concat([["id", item.id]]);
  if (item.tries++) fields.push(["try", item.tries]);
  const wait = Math.min(1000 * 2 ** item.tries, 15000) * (0.5 + Math.random() / 2);
  let reply, words;
  try {
    reply = await fetch(item.action, {method: "POST", headers: {"X-Live": "1"}, body: new URLSearchParams(fields)});
    words = await reply.text();
  } catch { /* no connection: what follows treats it as a server that is away */ }
  if (!reply || reply.status === 401 || reply.status === 429 || reply.status >= 500) {
    waiting();
    if (reply?.status === 401) signedOut();
    else if (reply?.status === 429 || reply && !item.text) alarm(words);
    return Math.max(wait, 1000 * (reply?.headers.get("Retry-After") ?? 0));
  }
  outbox = outbox.filter(x => x !== item);
  save();
  for (const b of all("[aria-busy]")) b.removeAttribute("aria-busy");
  if (reply.ok) taken(item, words);
  else turnedDown(item, words);
  return 0;
}

const waiting = () => all(".pending .state").forEach(s => { s.hidden = s.matches(".sending"); });

function taken(item, html) {
  alarm("");
  const list = listOf(item.thread);
  if (html && list) place(list, fragment(html), false);
  if (direct && all(".post", list).at(-1).matches(".mine")) typing(true); // the answer is not here already
}

// turnedDown gives the words back to be changed, and says what is wrong.
function turnedDown(item, words) {
  if (words.startsWith("<")) { // a form with its faults marked
    const fresh = fragment(words), list = listOf(fresh.dataset.thread);
    if (list) place(list, fresh, true);
    return find("[aria-invalid]", fresh)?.focus();
  }
  alarm(words);
  find(`.pending[data-id="${item.id}"]`)?.remove();
  const area = find(`#say-${item.thread}`);
  if (item.text && area) grow(area, area.value.trim() ? area.value : item.text);
}

document.addEventListener("submit", e => {
  const form = e.target, action = new URL(form.action).pathname;
  if (!action.startsWith("/chat/")) return;
  e.preventDefault();
  if (e.submitter?.hasAttribute("aria-busy")) return;
  const fields = [...new FormData(form, e.submitter)].map(([k, v]) => [k, String(v)]);
  if (action === "/chat/say") return say(form, fields);
  e.submitter?.setAttribute("aria-busy", "true");
  form.closest("details")?.removeAttribute("open");
  post(action, fields, form.closest(".list")?.dataset.thread ?? "0");
});

function say(form, fields) {
  const text = fields.find(([k]) => k === "text")[1].trim(), area = find(`#say-${form.dataset.list}`);
  if (text) post("/chat/say", fields, form.dataset.list, text);
  form.reset(); // in a thread also back to the internal note
  grow(area, area.value);
  area.focus();
}

// ---- The keyboard

function grow(area, words) {
  if (area.value !== words) area.value = words;
  area.style.height = "auto";
  area.style.height = Math.min(area.scrollHeight + 2, innerHeight / 3) + "px";
  sessionStorage.setItem(store + " " + area.id, area.value);
}

document.addEventListener("input", e => { if (e.target.matches(".compose textarea")) grow(e.target, e.target.value); });
document.addEventListener("keydown", e => {
  const area = e.target.closest(".compose textarea"), post = e.target.matches(".post") && e.target;
  if (area && e.key === "Enter" && !e.shiftKey && !e.isComposing && !matchMedia("(pointer: coarse)").matches) {
    e.preventDefault();
    if (area.value.trim()) area.form.requestSubmit(find(".send", area.form));
  } else if (area && e.key === "ArrowUp" && !area.value.trim()) { // from the composer into what was said
    e.preventDefault();
    all(".post", listOf(area.form.dataset.list)).at(-1)?.focus();
  } else if (post && (e.key === "ArrowUp" || e.key === "ArrowDown")) {
    e.preventDefault();
    const posts = all(".post", post.closest(".log"));
    const next = posts[posts.indexOf(post) + (e.key === "ArrowUp" ? -1 : 1)];
    if (next) next.focus();
    else if (e.key === "ArrowDown") find(".compose textarea", post.closest("section, aside")).focus();
  } else if (e.key === "Escape") {
    if (e.target.closest("#thread") && !area?.value.trim()) closeThread();
    else if (!area) find("#say-0").focus();
  }
});

// ---- Threads and colours: links that need not leave the page

async function openThread(href) {
  const panel = find("#thread", new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html"));
  find("#thread")?.remove();
  history.pushState(null, "", href);
  find("main").append(document.adoptNode(panel));
  document.body.classList.add("threaded");
  ready(panel);
  seen[1] = +find(".list", panel).dataset.cursor;
  connect();
  find("#thread-title").focus({preventScroll: true});
}

function closeThread() {
  const panel = find("#thread");
  history.pushState(null, "", find(".close", panel).href);
  panel.remove();
  document.body.classList.remove("threaded");
  seen[1] = 0;
  connect();
  (find(`[data-post="${panel.dataset.threadId}"] a.thread`) ?? find("#say-0")).focus();
}

document.addEventListener("click", e => {
  if (e.metaKey || e.ctrlKey || e.shiftKey || e.button) return;
  const link = e.target.closest("a, .jump, #alerts");
  if (!link) return;
  if (link.matches("a.thread, a.close, [data-theme-to]")) e.preventDefault();
  if (link.matches("a.thread")) openThread(link.href).catch(() => { location.href = link.href; });
  else if (link.matches("a.close")) closeThread();
  else if (link.matches("[data-theme-to]")) colours(link.dataset.themeTo);
  else if (link.matches(".jump")) toEnd(find("#log"));
  else if (link.matches("#alerts")) Notification.requestPermission().then(() => { link.hidden = true; });
});

function colours(theme) {
  root.dataset.theme = theme;
  document.cookie = `guichet_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  all("[data-theme-to]").find(a => a.dataset.themeTo !== theme).focus();
}

addEventListener("popstate", () => location.reload());

// ---- Begin

function ready(within) {
  all(".root .post", within).forEach(when);
  all(".list", within).forEach(list => { arrange(list); toEnd(logOf(list)); });
  for (const area of all(".compose textarea", within)) grow(area, area.value || (sessionStorage.getItem(store + " " + area.id) ?? ""));
}

ready(document);
seen = [0, 1].map(i => +(all(".list")[i]?.dataset.cursor ?? 0));
outbox.forEach(bubble);
find("#log").addEventListener("scroll", e => { if (atEnd(e.target)) find(".jump").hidden = true; }, {passive: true});
find("#alerts").hidden = window.Notification?.permission !== "default" || !isSecureContext;
connect();
if (!find("#thread") && matchMedia("(pointer: fine)").matches) find("#say-0").focus();
