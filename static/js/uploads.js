/* Scans in forms: a file that is chosen, dropped or pasted is sent at once, its pages appear with what can be done with
   them, and the form names them when it is sent. Without this file the form sends the files itself. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (text) => { const live = $("#live"); if (live) { live.textContent = ""; live.textContent = text; } };
  const zoneOf = (element) => element?.closest?.("[data-scans]") || $("[data-scans]", element?.closest?.(".material-in, fieldset.part") || document.createElement("i"));
  const carriesFiles = (data) => Boolean(data) && [...data.types].includes("Files");
  const waiting = new WeakMap();                       // form -> how many files are on their way, and who wants to send it
  const stateOf = (form) => { if (!waiting.has(form)) waiting.set(form, { files: 0, sender: null, wants: false }); return waiting.get(form); };
  let lastZone = null;

  document.documentElement.classList.add("has-script");

  /* ---- pages: their numbers, their order, and the count beside them --------------------------------------- */
  const rows = (zone) => $$("[data-scan-row]", zone);
  const settle = (zone) => {
    const all = rows(zone);
    all.forEach((row, at) => $$("[data-n]", row).forEach((place) => { place.textContent = at + 1; }));
    const count = zone.closest("form").elements[zone.dataset.scans.replace(/[^.]+$/, "pages")];
    if (!count) return;
    const total = all.length + Number(zone.dataset.before);
    if (total) { count.value = total; count.readOnly = true; } else if (count.readOnly) { count.value = ""; count.readOnly = false; }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-scan-move], [data-scan-remove]");
    if (!button) return;
    event.preventDefault();
    const zone = zoneOf(button);
    const row = button.closest("[data-scan-row]");
    if (button.dataset.scanMove) {
      const by = Number(button.dataset.scanMove);
      const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (other) { if (by < 0) other.before(row); else other.after(row); }
      settle(zone);
      const still = getComputedStyle(button).visibility === "hidden" ? $(`[data-scan-move="${-by}"]`, row) : button;
      still.focus();
      say(still.textContent.trim());
    } else {
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      settle(zone);
      ($("[data-scan-remove]", next || zone) || $("input[type=file]", zone)).focus();
      say(zone.dataset.removed);
    }
  });

  /* ---- sending ------------------------------------------------------------------------------------------- */
  const fail = (line, html) => { line.className = "error"; line.setAttribute("role", "alert"); if (html !== null) line.innerHTML = html; };
  const plainFail = (line, name, words) => { fail(line, null); line.textContent = `${name}: ${words}`; };
  const send = (zone, file) => new Promise((done) => {
    const form = zone.closest("form");
    const line = document.createElement("p");
    $("[data-scan-states]", zone).append(line);
    if (file.size > Number(zone.dataset.most)) { plainFail(line, file.name, zone.dataset.large); done(); return; }
    const words = document.createElement("span");
    words.textContent = `${zone.dataset.sending} ${file.name}`;
    const bar = document.createElement("progress");
    bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", words.textContent);
    line.append(words, bar);
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "key", "item", "receiving_office"]) {
      const field = form.elements[name];
      if (field) body.append(name, field.value);
    }
    body.append("field", zone.dataset.scans);
    body.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", zone.dataset.url);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable && event.loaded < event.total) bar.value = event.loaded / event.total; else bar.removeAttribute("value"); });
    request.addEventListener("load", () => {
      if (request.status === 200 && !request.responseURL.includes("/login/")) {
        line.remove();
        const holder = document.createElement("ol");
        holder.innerHTML = request.responseText;
        const known = new Set($$("input[type=hidden]", $("[data-scan-rows]", zone)).map((one) => one.value));
        const fresh = $$("[data-scan-row]", holder).filter((row) => !known.has($("input", row).value));
        $("[data-scan-rows]", zone).append(...fresh);
        settle(zone);
        say(`${zone.dataset.added} ${file.name} (${fresh.length})`);
      } else if ([403, 409, 422].includes(request.status) && request.responseText.length < 4000) fail(line, request.responseText);
      else plainFail(line, file.name, zone.dataset.lost);
      done();
    });
    for (const kind of ["error", "abort", "timeout"]) request.addEventListener(kind, () => { plainFail(line, file.name, zone.dataset.lost); done(); });
    request.send(body);
  });
  const sendAll = async (zone, files) => {
    const form = zone.closest("form");
    const state = stateOf(form);
    $$("[data-scan-states] .error", zone).forEach((line) => line.remove());
    lastZone = zone;
    zone.closest("details")?.setAttribute("open", "");
    state.files += files.length;
    // One after the other, so that the pages stand in the order in which they were chosen.
    zone.queue = (zone.queue || Promise.resolve()).then(async () => {
      for (const file of files) { await send(zone, file); state.files -= 1; }
    });
    await zone.queue;
    if (state.files || !state.wants) return;
    state.wants = false;
    if (!$("[data-scan-states] .error", form)) form.requestSubmit(state.sender);
  };
  document.addEventListener("submit", (event) => {
    const state = waiting.get(event.target);
    if (!state?.files) return;
    event.preventDefault(); event.stopImmediatePropagation();
    state.wants = true; state.sender = event.submitter;
    say($("[data-scans]", event.target).dataset.wait);
  }, true);

  /* ---- choosing, dropping, pasting ------------------------------------------------------------------------ */
  document.addEventListener("change", (event) => {
    const zone = event.target.matches("[data-scans] input[type=file]") && zoneOf(event.target);
    if (!zone || !event.target.files.length) return;
    const files = [...event.target.files];
    event.target.value = "";                           // what was sent at once isn't sent again with the form
    sendAll(zone, files);
  });
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!carriesFiles(event.dataTransfer)) return;
      const zone = zoneOf(event.target);
      if (!zone && !$("[data-scans]")) return;
      event.preventDefault();                          // a file that misses its place must not replace the page
      event.dataTransfer.dropEffect = zone ? "copy" : "none";
      $$("[data-scans].over").forEach((other) => other.classList.toggle("over", other === zone));
      zone?.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) $$("[data-scans].over").forEach((zone) => zone.classList.remove("over")); });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event.dataTransfer) || !$("[data-scans]")) return;
    event.preventDefault();
    $$("[data-scans].over").forEach((zone) => zone.classList.remove("over"));
    const zone = zoneOf(event.target);
    if (zone) sendAll(zone, [...event.dataTransfer.files]);
  });
  document.addEventListener("focusin", (event) => { lastZone = zoneOf(event.target) || lastZone; });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length) return;
    // A text copied from an office program comes with a picture of itself: into a text field goes the text.
    if (event.target.matches?.("textarea, input:not([type=file]):not([type=checkbox]):not([type=radio])") && event.clipboardData.types.includes("text/plain")) return;
    const all = $$("[data-scans]").filter((zone) => zone.offsetParent !== null);
    const zone = zoneOf(event.target) || (lastZone?.isConnected ? lastZone : null) || (all.length ? all[0] : null);
    if (!zone) return;
    event.preventDefault();
    sendAll(zone, files);
    $("input[type=file]", zone).focus();
  });
})();
