// A draft that is saved by itself says when it was not, and goes again when the connection is back. The text stays in its fields; the button saves without
// scripts too. What the school says against it, another device first of all, is shown by a plain request.
const unsaved = new Set();
const draftOf = (elt) => (elt.matches("[data-draft]") ? elt : elt.matches("form") && elt.querySelector("[data-draft]"));

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, ({ detail: { elt, xhr } }) => {
    const draft = draftOf(elt);
    if (!draft || (elt !== draft && xhr.status)) return;
    if ([400, 409].includes(xhr.status)) {
      unsaved.delete(draft);
      draft.closest("form").submit();
      return;
    }
    const words = document.createElement("b");
    words.textContent = draft.dataset.failed;
    draft.replaceChildren(words);
    unsaved.add(draft);
    if (xhr.status === 403) renew(draft);
  });
}

// The same person signed in anew in another tab: the forms of this page are stale. A token of a fresh page lets the draft go; somebody else's page does not.
async function renew(draft) {
  const fresh = new DOMParser().parseFromString(await (await fetch(draft.closest("form").action)).text(), "text/html");
  const [token, me] = ["csrfmiddlewaretoken", "me"].map((name) => fresh.querySelector(`#main [name=${name}]`)?.value);
  if (!token || draft.dataset.renewed || me !== draft.closest("form").querySelector("[name=me]")?.value) return;
  draft.dataset.renewed = "1";
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  again(draft);
}

const again = (draft) => draft.closest("form").querySelector("textarea").dispatchEvent(new Event("input", { bubbles: true }));
// What was typed into a part that had come but was not wired yet is saved too.
document.addEventListener("htmx:load", ({ target }) => {
  const draft = target !== document.body && target.querySelector("[data-draft]");
  const text = draft && draft.closest("form").querySelector("textarea");
  if (text && text.value !== text.defaultValue) again(draft);
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const draft = detail.xhr.status === 200 && draftOf(detail.requestConfig.elt);
  if (draft) {
    unsaved.delete(draft);
    delete draft.dataset.renewed;
  }
});
document.addEventListener("submit", ({ target }) => unsaved.delete(target.querySelector("[data-draft]")));
addEventListener("online", () => unsaved.forEach(again));
addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
