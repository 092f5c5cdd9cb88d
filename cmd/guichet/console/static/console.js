// Keeps a page up to date: the server sends the part again whenever it looks
// different, and each of its sections that changed is exchanged, apart from
// one in which somebody is writing. Without this script the page still works.

const part = document.querySelector("[data-live]");
const news = document.getElementById("news"); // read aloud when it changes
const offline = document.getElementById("offline");
let offset = 0; // of this machine's clock to the server's, in milliseconds

function writing(section) {
  if ([...section.querySelectorAll("textarea, input:not([type=hidden]), select")].some(
    (field) => (field.tagName === "SELECT" ? field.selectedIndex > 0 : field.value !== field.defaultValue))) return true;
  return section.contains(document.activeElement) && document.activeElement.matches("textarea, input, select");
}

const shown = new Map([...(part?.children ?? [])].map((section) => [section.id, section.outerHTML]));

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  for (const next of [...fresh.children]) {
    const now = document.getElementById(next.id);
    if (!now) { part.append(next); continue; }
    const html = next.outerHTML;
    if (shown.get(next.id) === html || writing(now)) continue;
    shown.set(next.id, html);
    const opened = [...now.querySelectorAll("details[open][id]")].map((d) => d.id);
    const focus = place(now);
    now.replaceWith(next);
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    if (next.dataset.news && next.dataset.news !== now.dataset.news) news.textContent = next.dataset.news;
    if (focus) next.querySelector(focus)?.focus({ preventScroll: true });
  }
  count();
}

// place is how to find the focused element of a section again.
function place(section) {
  const e = document.activeElement;
  if (!section.contains(e)) return null;
  if (e.id) return "#" + CSS.escape(e.id);
  if (e.form) return `form[action="${CSS.escape(e.form.getAttribute("action"))}"] button`;
  if (e.tagName === "SUMMARY" && e.parentElement.id) return `#${CSS.escape(e.parentElement.id)} > summary`;
  return e.getAttribute("href") ? `a[href="${CSS.escape(e.getAttribute("href"))}"]` : null;
}

// count shows how long it is until something happens: 4:09.
function count() {
  for (const e of part.querySelectorAll("[data-until]")) {
    const left = Math.round((Date.parse(e.dataset.until) - Date.now() - offset) / 1000);
    e.textContent = left > 0 && left < 3600 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "";
  }
}

function listen() {
  const stream = new EventSource(part.dataset.live);
  let heard = Date.now();
  const alive = () => { heard = Date.now(); offline.hidden = true; };
  stream.addEventListener("part", (e) => { alive(); show(e.data); });
  stream.addEventListener("beat", (e) => { alive(); if (e.data) offset = Date.parse(e.data) - Date.now(); });
  stream.addEventListener("out", () => { stream.close(); clearInterval(watch); location.reload(); });
  stream.addEventListener("error", () => { offline.hidden = false; });
  const watch = setInterval(() => {
    if (Date.now() - heard < 40000 && stream.readyState !== EventSource.CLOSED) return;
    offline.hidden = false;
    clearInterval(watch);
    stream.close();
    setTimeout(listen, 3000);
  }, 5000);
}

document.querySelector(".top [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
if (part) {
  count();
  setInterval(count, 1000);
  listen();
}
