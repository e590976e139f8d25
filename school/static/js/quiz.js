// An attempt at a test: every answer goes to the school at once. What has not got there stays in this browser and is sent again.
const form = document.getElementById("paper");
const place = `kept:${form.dataset.person}:${form.getAttribute("action")}`;
const waiting = new Map();
const questionOf = (number) => form.querySelector(`[data-asked="${number}"]`);
const fields = (question) => [...question.querySelectorAll("input:not([type=hidden]), select")];
const read = (question) => fields(question).map((field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const seen = (question) => question.querySelector("[name^='was-']");
const send = (number) => htmx.trigger(questionOf(number), "change");
let busy = 0;
let heard = performance.now();
let over = false;

function say(question, words) {
  const state = document.getElementById(`state-${question.dataset.asked}`);
  if (state) state.textContent = words;
}

function keep() {
  try {
    if (waiting.size) localStorage.setItem(place, JSON.stringify([...waiting]));
    else localStorage.removeItem(place);
  } catch {
    // the browser keeps nothing for us: the words below are what remains
  }
}

function told(failed) {
  const words = document.getElementById("unsent");
  if (failed) words.textContent = `${form.dataset.unsaved} ${waiting.size}`;
  words.hidden = !waiting.size || !(failed || !words.hidden);
}

function touched({ target }) {
  const question = target.closest("[data-asked]");
  if (!question) return;
  waiting.set(question.dataset.asked, { is: read(question), was: seen(question).value });
  say(question, form.dataset.sending);
  keep();
}

function answered({ detail }) {
  busy -= 1;
  const { elt } = detail.requestConfig;
  const question = elt.closest("[data-asked]");
  if (!question) return;
  const arrived = detail.successful && new URL(detail.xhr.responseURL).pathname === form.getAttribute("action");
  const number = question.dataset.asked;
  if (arrived && same(question.sent, waiting.get(number)?.is)) waiting.delete(number);
  const { was } = document.getElementById(`state-${number}`)?.dataset ?? {};
  if (arrived && was !== undefined) seen(questionOf(number)).value = was;
  if (!arrived) {
    if (elt === question) waiting.set(number, { is: read(question), was: seen(question).value });
    say(question, form.dataset.unsent);
  }
  keep();
  told(!arrived);
  if (detail.xhr.status === 403) afresh();
}

// Somebody signed in anew in another tab: this page's forms are stale, a fresh page sends what is kept. Once a minute at most.
function afresh() {
  const last = Number(sessionStorage.getItem("kept:afresh"));
  if (Date.now() - last < 60000) return;
  sessionStorage.setItem("kept:afresh", Date.now());
  location.reload();
}

// After a reload or a killed browser: what the page does not show yet is put back and sent.
function restore() {
  let stored = [];
  try {
    stored = JSON.parse(localStorage.getItem(place)) ?? [];
  } catch {
    // nothing was kept
  }
  for (const [number, { is, was }] of stored) {
    const question = questionOf(number);
    if (!question || seen(question).value !== was || same(is, read(question))) continue;
    fields(question).forEach((field, at) => {
      if (typeof is[at] === "boolean") field.checked = is[at];
      else field.value = is[at];
    });
    waiting.set(number, { is, was });
    say(question, form.dataset.sending);
    send(number);
  }
  keep();
}

// The server's time, told anew with every answer; here it only runs on the screen.
function tick() {
  const left = form.querySelector("[data-left]");
  if (!left || over) return;
  const exact = Number(left.dataset.left) - (performance.now() - heard) / 1000;
  const seconds = Math.max(0, Math.round(exact));
  left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (exact > -1.5) return; // the server rounds down
  over = true;
  waiting.clear();
  keep();
  document.getElementById("time-over").submit();
}

const plain = () => form.querySelectorAll(".by-hand").forEach((button) => (button.hidden = true));
plain();
form.addEventListener("input", touched);
form.addEventListener("htmx:beforeRequest", ({ detail }) => {
  busy += 1;
  const question = detail.requestConfig.elt.closest("[data-asked]");
  if (question) question.sent = read(question);
});
form.addEventListener("htmx:afterRequest", answered);
document.addEventListener("htmx:afterSettle", () => {
  if (form.querySelector("#tally")) heard = performance.now();
  plain();
});
// One after another: a slow network is not asked twice for the same, and the counts that come last are the last ones.
const resend = () => navigator.onLine && !busy && [...waiting.keys()].forEach(send);
addEventListener("online", resend);
setInterval(resend, 20000);
setInterval(tick, 1000);
document.addEventListener("DOMContentLoaded", restore);
