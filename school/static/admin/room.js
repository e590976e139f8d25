// The editor's form: nothing is saved behind the back of a person who has pressed a button.
(() => {
  const FORM = "form[data-edit-form]";
  const ACTIVE = "data-w-autosave-active-value";
  let saving = false;
  let waiting = null;

  document.addEventListener("w-autosave:save", () => {
    saving = true;
  });

  const saved = () => {
    saving = false;
    if (!waiting) return;
    const { form, button } = waiting;
    waiting = null;
    // Wagtail has switched the button off at the click, and an idle button does not say what is asked.
    if (button) button.disabled = false;
    form.requestSubmit(button);
  };
  document.addEventListener("w-autosave:success", saved);
  document.addEventListener("w-autosave:error", saved);

  // An autosave that comes to the server together with the submission leaves the answer with an older draft than the last one.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(FORM)) return;
    if (saving) {
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { form, button: event.submitter };
      return;
    }
    form.setAttribute(ACTIVE, "false");
    setTimeout(() => {
      if (event.defaultPrevented) form.setAttribute(ACTIVE, "true");
    });
  }, true);

  // Enter in a field presses the first button, and the methodologist's first button publishes.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-workflow-action-name]");
    if (!button || event.detail || document.activeElement === button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
