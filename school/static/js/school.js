// Small comforts; everything works without them.
const summary = document.getElementById("summary");
if (summary) {
  summary.focus();
  const { title } = summary.dataset;
  if (!document.title.startsWith(title)) document.title = `${title} ${document.title}`;
}

// A toast stays until it is closed: it gets its button here, because without scripts the button would do nothing.
function dress(root) {
  for (const toast of root.querySelectorAll(".toast[data-close]:not(:has(.shut))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "shut";
    button.setAttribute("aria-label", toast.dataset.close);
    button.textContent = "×";
    button.addEventListener("click", () => {
      const main = document.getElementById("main");
      toast.remove();
      main.tabIndex = -1;
      main.focus({ preventScroll: true });
    });
    toast.append(button);
  }
}
dress(document);

// A row of tabs that is wider than the screen shows the one that is open.
for (const here of document.querySelectorAll(".tabs:not(.dock) [aria-current]")) {
  const row = here.parentElement;
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

// A slow network: what was typed or chosen before the scripts came is told to them as soon as they listen, as if it had been done just now.
// After a reload or a step back it may be the browser that has put old words into the fields: that is nobody's act, and is not told.
const early = new Set();
const hasChanged = (field) => {
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) return (field.querySelector("[selected]") ?? field.options[0])?.selected === false;
  return field.value !== field.defaultValue;
};
const notice = ({ target }) => early.add(target);
if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  for (const field of document.querySelectorAll("input, textarea, select")) if (hasChanged(field)) early.add(field);
  document.addEventListener("input", notice);
  addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("input", notice);
    for (const field of early) for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  });
}

document.addEventListener("allauth.error", () => {
  const refused = document.getElementById("key-refused");
  if (refused) refused.hidden = false;
});

// Pages that load htmx: after a swap the reader hears what changed and keeps a place; any failure becomes a plain request.
const plain = (event) => {
  const { elt: form, requestConfig } = event.detail;
  if (!(form instanceof HTMLFormElement)) return;
  if (event.type !== "htmx:responseError" && form.querySelector("[data-draft]")) return; // a text stays on its page while there is no connection
  const pressed = requestConfig?.triggeringEvent?.submitter;
  if (pressed?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: pressed.name, value: pressed.value });
    form.append(field);
  }
  form.submit();
};
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, plain);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.requestPath, location.href).pathname;
  if (xhr.responseURL && ![location.pathname, asked].includes(new URL(xhr.responseURL).pathname)) {
    event.detail.shouldSwap = false; // led away to sign in: ask for this very page, so that signing in leads back here
    location.reload();
  }
});

// Only what has just come is asked: a note that saves itself takes nobody to the button above it.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  dress(document.getElementById("main"));
  const come = (what) => (target.matches(what) ? target : target.querySelector(what));
  come("[data-focus]")?.focus({ preventScroll: true });
  const said = document.getElementById("said");
  const words = come("[data-said]")?.dataset.said ?? "";
  if (said && words && said.textContent !== words) said.textContent = words;
});

// The hall's screen counts its seconds down; the server sends the next code when they are over.
setInterval(() => {
  for (const left of document.querySelectorAll("[data-seconds]")) {
    left.textContent = Math.max(0, Number(left.textContent) - 1);
    const bar = document.getElementById(left.dataset.seconds);
    if (bar) bar.value = left.textContent;
  }
}, 1000);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // no permission, or an address without TLS
    }
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}

// A file that is too large is refused before it sets out.
for (const field of document.querySelectorAll("input[type=file][data-limit]")) {
  field.addEventListener("change", () => {
    const over = [...field.files].reduce((sum, { size }) => sum + size, 0) > Number(field.dataset.limit);
    field.setCustomValidity(over ? field.dataset.over : "");
    field.reportValidity();
  });
}

// Whoever signs out leaves nothing behind in this browser: ticks of checklists, places in videos.
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-leave]")) return;
  try {
    for (const store of [localStorage, sessionStorage]) {
      for (const key of Object.keys(store)) if (key.startsWith("kept:")) store.removeItem(key);
    }
  } catch {
    // the browser keeps nothing for us anyway
  }
});
