// A lesson remembers how far it was read: the block in view is told to the school a few seconds after it came there, and when the page is left.
const text = document.querySelector("[data-reached]");
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const STAY = 4000;
let told = null;
let seen = null;
let timer = 0;

// The last block that begins above the middle of the screen; none while the beginning is read.
function here() {
  let found = "";
  for (const block of [...document.querySelectorAll('[data-reached] [id^="b-"]')].slice(1)) {
    if (block.getBoundingClientRect().top > innerHeight / 2) break;
    found = block.id.slice(2);
  }
  return found;
}

function tell(leaving) {
  if (seen === null || seen === told) return;
  told = seen;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  body.append("place", seen);
  if (leaving) navigator.sendBeacon(text.dataset.reached, body);
  else fetch(text.dataset.reached, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => { told = null; });
}

function moved() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    seen = here();
    tell(false);
  }, STAY);
}

if (text) {
  const link = document.querySelector("a[data-resume]");
  if (link && !document.getElementById(link.hash.slice(1))) link.parentElement.remove(); // the block is not in the text any more
  addEventListener("scroll", moved, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") tell(true);
  });
  moved();
}
