// The editor of a project: sums while one types, a word on leaving what is not saved yet. Everything is kept and counted by the school without it.
const form = document.getElementById("project");
const kept = document.getElementById("kept");
let unsaved = false;

const money = (kopecks) => {
  const [whole, rest] = [Math.floor(kopecks / 100), kopecks % 100];
  const words = String(whole).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  return `${words}${rest ? `,${String(rest).padStart(2, "0")}` : ""}\u00a0₽`;
};

// The same reading as the school's own: spaces are nothing, a comma is a point; what cannot be read counts as nothing.
const read = (text, places) => {
  const plain = text.replace(/[\s\u00a0\u2009\u202f₽]/g, "").replace(",", ".");
  return new RegExp(`^\\d+(\\.\\d{0,${places}})?$`).test(plain) ? Number(plain) : null;
};

function add() {
  let total = 0;
  for (const line of form.querySelectorAll(".cost")) {
    const count = line.querySelector("[name^=count_]").value.trim();
    const price = read(line.querySelector("[name^=price_]").value, 2) ?? 0;
    const sum = Math.round((count ? read(count, 0) ?? 0 : 1) * price * 100);
    line.querySelector(".sum b").textContent = money(sum);
    total += sum;
  }
  document.getElementById("total").textContent = money(total);
}

if (form) {
  form.addEventListener("input", ({ target }) => {
    unsaved = true;
    if (target.closest(".cost")) add();
  });
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt === kept) unsaved = false; // what is typed from now on is new again
  });
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, ({ detail }) => {
      if (detail.elt === kept) unsaved = true;
    });
  }
  addEventListener("online", () => {
    if (unsaved && kept) htmx.trigger(form, "input");
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
