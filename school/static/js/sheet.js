// The trainer's sheet: every tap goes to the school at once. What has not got there stays on the screen and in this tab, and is sent again.
const form = document.getElementById("sheet");
const address = form?.getAttribute("action");
const place = `kept:${address}`;
const read = (row) => ({
  mark: row.querySelector("[type=radio]:checked")?.value ?? "",
  note: row.querySelector("[type=text]").value,
  seen: row.querySelector("[type=hidden]").value,
});
const same = (one, other) => one.mark === other.mark && one.note === other.note;
const rowOf = (id) => document.getElementById(`row-${id}`);
const waiting = new Map();
let leaving = false;

function keep() {
  try {
    if (waiting.size) sessionStorage.setItem(place, JSON.stringify([...waiting]));
    else sessionStorage.removeItem(place);
  } catch {
    // the browser keeps nothing for us: the warning on leaving is what remains
  }
  let count = document.getElementById("unsaved");
  if (!count) {
    count = document.createElement("b");
    count.id = "unsaved";
    document.querySelector(".saver").prepend(count);
  }
  count.textContent = `${form.dataset.unsaved}: ${waiting.size}`;
  count.hidden = !waiting.size;
}

function say(row, words) {
  const state = document.getElementById(`state-${row.dataset.row}`);
  state.className = "small";
  state.replaceChildren(words);
}

function failed(id) {
  const row = rowOf(id);
  if (row) say(row, document.getElementById("again").content.cloneNode(true));
}

const send = (id) => htmx.trigger(rowOf(id), "change");
const shown = () => [...waiting.keys()].filter(rowOf);

function touched({ target }) {
  const row = target.closest("[data-row]");
  if (!row) return;
  waiting.set(row.dataset.row, read(row));
  say(row, form.dataset.sending);
  keep();
}

function answered({ detail }) {
  const { elt, xhr, requestConfig } = detail;
  if (requestConfig.verb !== "post") return;
  const arrived = detail.successful && new URL(xhr.responseURL).pathname === address;
  for (const id of elt.dataset.row ? [elt.dataset.row] : shown()) {
    const sent = { mark: requestConfig.parameters[`mark_${id}`], note: requestConfig.parameters[`note_${id}`] };
    if (!arrived) {
      failed(id);
      continue;
    }
    const { seen } = document.getElementById(`state-${id}`).dataset;
    if (seen !== undefined) rowOf(id).querySelector("[type=hidden]").value = seen;
    if (waiting.has(id) && same(waiting.get(id), sent)) waiting.delete(id);
  }
  keep();
}

// Somebody has checked in by the code: the key of that row goes down, unless the trainer has just pressed another.
function came() {
  for (const each of document.getElementById("live").dataset.came.split(",")) {
    const [id, status, at] = each.split(" ");
    const row = id && rowOf(id);
    if (!row || waiting.has(id) || read(row).seen === status) continue;
    row.querySelector(`[value=${status}]`).checked = true;
    row.querySelector("[type=hidden]").value = status;
    say(row, `${form.dataset.came}, ${at}`);
  }
}

// After a reload: what the page already shows has arrived; what nobody has changed since is sent again; the rest waits for the trainer's word.
function restore() {
  let stored = [];
  try {
    stored = JSON.parse(sessionStorage.getItem(place)) ?? [];
  } catch {
    // nothing was kept
  }
  const again = [];
  for (const [id, was] of stored) {
    const row = rowOf(id);
    if (row ? same(was, read(row)) : !location.search) continue;
    waiting.set(id, was);
    if (!row) continue;
    if (was.seen === read(row).seen) again.push(id);
    row.querySelector(`[type=radio][value="${was.mark}"]`).checked = true;
    row.querySelector("[type=text]").value = was.note;
    failed(id);
  }
  keep();
  again.forEach(send);
}

if (form) {
  const hint = document.querySelector("#saver [data-instant]");
  if (hint) hint.textContent = hint.dataset.instant;
  form.addEventListener("input", touched);
  form.addEventListener("click", ({ target }) => {
    const again = target.closest(".again");
    if (again) send(again.closest("[data-row]").dataset.row);
  });
  form.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!detail.elt.dataset.row) for (const id of shown()) detail.formData.append("tap", id);
  });
  form.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 422) detail.shouldSwap = true;
    if (new URL(detail.xhr.responseURL).pathname !== address) leaving = true;
  });
  form.addEventListener("htmx:afterRequest", answered);
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id === "live") came();
  });
  document.addEventListener("submit", () => {
    leaving = true;
  });
  addEventListener("online", () => shown().forEach(send));
  addEventListener("pageshow", () => {
    leaving = false;
  });
  addEventListener("beforeunload", (event) => {
    if (waiting.size && !leaving) event.preventDefault();
  });
  document.addEventListener("DOMContentLoaded", restore);
}
