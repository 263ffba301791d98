/* Anjuan in the browser. Every page works without this file; it adds keys, asking once more before an adverse act,
   the focus after htmx has changed a part of the page, repeated rows, ticks, and derivations shown on the way.
   No inline script or style anywhere: the content security policy has no unsafe-inline. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const stored = (area, key, value) => {            // storage may be switched off: then nothing is remembered
    try {
      if (value === undefined) return area.getItem(key);
      if (value === null) area.removeItem(key); else area.setItem(key, value);
    } catch { /* switched off */ }
    return null;
  };
  const say = (text) => { const live = $("#live"); if (live) { live.textContent = ""; live.textContent = text; } };

  /* ---- keys --------------------------------------------------------------------------------------------- */
  const keysOn = () => stored(localStorage, "anjuan-keys") !== "off";
  const showKeysState = () => {
    document.body.classList.toggle("keys-off", !keysOn());
    $$("[data-keys-switch]").forEach((box) => { box.checked = keysOn(); });
  };
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]");
  const rows = () => $$("[data-row]").filter((row) => row.offsetParent !== null);
  const currentRow = () => document.activeElement?.closest("[data-row]") || $("[data-row].cur");
  const rowLink = (row) => $("[data-open], th a, a", row);
  const stepTo = (row) => {
    $$("[data-row].cur").forEach((other) => other.classList.remove("cur"));
    row.classList.add("cur");
    rowLink(row)?.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(currentRow());
    stepTo(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
    return true;
  };
  const press = (element) => { if (!element) return false; if (element.matches("input:not([type=checkbox]), select, textarea")) { element.focus(); element.select?.(); } else element.click(); return true; };
  const inRow = (selector) => press(currentRow() && ($(selector, currentRow())));
  const single = {
    j: () => step(1), k: () => step(-1),
    x: () => inRow("[data-tick]"),
    d: () => inRow("[data-derive]"), h: () => inRow("[data-hand-over]"),
    f: () => press($("[data-filter] input, [data-filter] select")),
    "?": () => press($("[data-opens='keys-help']")),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if ($("dialog[open]")) return;
    const key = event.key;
    const shown = CSS.escape(key.length === 1 ? key.toLowerCase() : key);
    const labelled = $$(`[data-key="${shown}"]`).find((element) => element.offsetParent !== null);
    if (/^F\d+$/.test(key)) { if (labelled) { event.preventDefault(); press(labelled); } return; }
    if (key.length !== 1 || typing(event.target) || !keysOn()) return;
    if (labelled ? press(labelled) : single[key.toLowerCase()]?.()) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !row.classList.contains("cur")) { $$("[data-row].cur").forEach((other) => other.classList.remove("cur")); row.classList.add("cur"); }
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    stored(localStorage, "anjuan-keys", event.target.checked ? null : "off");
    showKeysState();
  });

  /* ---- clicks: things that may not be used, unfolding, dialogs, repeated rows, demonstration accounts ------- */
  document.addEventListener("click", (event) => {
    const target = event.target.closest("a, button, [role=button]");
    if (!target) return;
    if (target.getAttribute("aria-disabled") === "true") {
      event.preventDefault(); event.stopImmediatePropagation();
      const why = document.getElementById((target.getAttribute("aria-describedby") || "").split(" ")[0]);
      if (why) say(why.textContent.trim());
      return;
    }
    if (target.dataset.opens) document.getElementById(target.dataset.opens)?.showModal();
    if (target.hasAttribute("data-closes")) target.closest("dialog")?.close();
    if (target.hasAttribute("data-toggles")) {
      const part = document.getElementById(target.getAttribute("aria-controls"));
      if (part) { part.hidden = !part.hidden; target.setAttribute("aria-expanded", String(!part.hidden)); }
    }
    if (target.hasAttribute("data-prints")) window.print();
    if (target.dataset.username) {
      const form = $("[data-sign-in]");
      form.elements.username.value = target.dataset.username;
      form.elements.password.value = target.dataset.password;
      $("button.main", form).focus();
    }
    const repeat = target.closest("[data-repeat]");
    if (repeat && target.hasAttribute("data-repeat-add")) {
      event.preventDefault();
      const count = $("[data-repeat-count]", repeat);
      const holder = document.createElement("div");
      holder.innerHTML = $("template", repeat).innerHTML.replaceAll("__index__", count.value);
      const row = holder.firstElementChild;
      target.before(row);
      count.value = Number(count.value) + 1;
      window.htmx?.process(row);
      $("input:not([type=hidden]), select, textarea", row)?.focus();
    }
    if (repeat && target.hasAttribute("data-repeat-remove")) {
      event.preventDefault();
      const row = target.closest("[data-repeat-row]");
      const next = row.nextElementSibling?.matches("[data-repeat-row]") ? row.nextElementSibling : null;
      row.remove();
      (next && $("input, select, textarea", next) || $("[data-repeat-add]", repeat)).focus();
    }
  }, true);

  /* ---- a list that narrows while one types --------------------------------------------------------------- */
  document.addEventListener("input", (event) => {
    const list = document.getElementById(event.target.dataset?.narrows || "");
    if (!list) return;
    const wanted = event.target.value.normalize("NFKC").toLowerCase().trim();
    $$("[data-words]", list).forEach((entry) => { entry.hidden = !entry.dataset.words.toLowerCase().includes(wanted); });
  });

  /* ---- what only some grounds require is shown for those ------------------------------------------------- */
  const showWhatIsNeeded = () => {
    const chosen = $("input[name=ground]:checked")?.value;
    $$("[data-needed-for]").forEach((field) => { field.closest(".f").hidden = Boolean(chosen) && !field.dataset.neededFor.split(" ").includes(chosen) && !field.value; });
    $$("fieldset.part").forEach((part) => { if ($("[data-needed-for]", part)) part.hidden = $$(".f", part).every((field) => field.hidden); });
  };
  document.addEventListener("change", (event) => { if (event.target.name === "ground") showWhatIsNeeded(); });

  /* ---- what a paper must hold: filled in or missing, while one types -------------------------------------- */
  document.addEventListener("input", (event) => {
    const element = $(`[data-filled-by="${CSS.escape(event.target.name || " ")}"]`);
    if (!element) return;
    const there = event.target.type === "radio" || Boolean(event.target.value.trim());
    element.classList.toggle("there", there);
    element.classList.toggle("missing", !there);
    const count = $("[data-elements-there]");
    if (count) count.textContent = $$(".element.there").length;
  });

  /* ---- asking once more: a form, or the button that sends it, names its dialog in data-confirm ------------- */
  const opensElsewhere = (event) => event.submitter?.formTarget === "_blank";   // a preview: the form stays as it is
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const sender = event.submitter;
    if (opensElsewhere(event)) return;
    const asked = sender?.dataset.confirm || form.dataset.confirm;
    if (!asked || form.dataset.confirmed === "1") return;
    const dialog = document.getElementById(asked === "yes" ? "confirm-act" : asked) || $("#confirm-act");
    if (!dialog) return;
    event.preventDefault(); event.stopImmediatePropagation();
    $("[data-confirms]", dialog).onclick = () => {
      dialog.close();
      let mark = form.elements.confirmed;
      if (!mark) { mark = document.createElement("input"); mark.type = "hidden"; mark.name = "confirmed"; form.append(mark); }
      mark.value = "1";
      form.dataset.confirmed = "1";
      form.requestSubmit(sender || undefined);
      delete form.dataset.confirmed;
    };
    dialog.showModal();
  }, true);

  /* ---- a second press on the same button does not send twice (the server refuses it anyway) ---------------- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A file that is downloaded leaves the page as it is: the button may be pressed again.
    const comesAgain = opensElsewhere(event) || event.submitter?.hasAttribute("data-again");
    if (event.defaultPrevented || comesAgain || form.method !== "post" || form.matches("[hx-post], [hx-put]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (form.hasAttribute("data-forget")) try { sessionStorage.clear(); } catch { /* switched off */ }
  });
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  /* ---- ticks: all of them at once, and how many there are --------------------------------------------------- */
  const countTicks = () => $$("[data-ticked]").forEach((label) => {
    label.dataset.empty ??= label.textContent;
    const ticked = $$("[data-tick]:checked").length;
    label.textContent = ticked ? `${ticked} ${label.dataset.ticked}` : label.dataset.empty;
  });
  document.addEventListener("change", (event) => {
    const all = event.target.dataset?.tickAll;
    if (all) $$(`[data-tick][name="${CSS.escape(all)}"]`).forEach((box) => { box.checked = event.target.checked; });
    if (all || event.target.matches("[data-tick]")) countTicks();
  });

  /* ---- how a date was found, beside it while one points at it or has the focus there; Escape takes it away ---- */
  let tip = null;
  const hideTip = () => { tip?.remove(); tip = null; };
  const showTip = (holder) => {
    const source = document.getElementById(holder.dataset.tip);
    hideTip();
    if (!source?.hidden) return;
    tip = document.createElement("div");
    tip.className = "tip";
    tip.append(...$(".dv", source).cloneNode(true).childNodes);
    document.body.append(tip);
    const place = holder.getBoundingClientRect();
    const below = place.bottom + 6 + tip.offsetHeight < window.innerHeight;
    tip.style.top = `${below ? place.bottom + 6 : place.top - tip.offsetHeight - 6}px`;
    tip.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - tip.offsetWidth - 8))}px`;
  };
  document.addEventListener("mouseover", (event) => {
    const holder = event.target.closest?.("[data-tip]");
    if (holder && !holder.contains(event.relatedTarget)) showTip(holder);
    else if (!holder && tip && !tip.contains(event.target)) hideTip();
  });
  document.addEventListener("focusin", (event) => { const holder = event.target.closest("[data-tip]"); if (holder) showTip(holder); else hideTip(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" || event.key.toLowerCase() === "d") hideTip(); });
  window.addEventListener("scroll", hideTip, true);

  /* ---- focus -------------------------------------------------------------------------------------------- */
  const focusWhatMatters = (root) => {
    const first = root.matches?.("[data-focus]") ? root : $("[data-focus]", root);
    if (first) { first.focus(); return true; }
    return false;
  };
  let focusBefore = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    focusBefore = event.detail.target?.contains(active) ? active.id || active.getAttribute("name") : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target?.isConnected ? event.detail.target : event.detail.elt;
    if (!target) return;
    showKeysState();
    showToday();
    countTicks();
    showMissing();
    hideTip();
    const words = $("[data-announce]", target)?.dataset.announce || target.dataset?.announce;
    if (words) say(words);
    if (focusWhatMatters(target) || focusBefore === null) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const again = document.getElementById(focusBefore) || $(`[name="${CSS.escape(focusBefore || " ")}"]`, target);
    if (again) { again.focus(); return; }
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  });

  /* ---- when the server does not answer, or refuses: say so, keep what was typed --------------------------- */
  const tell = (id) => {
    const place = $("#messages"); const words = document.getElementById(id);
    if (!place || !words) return;
    place.replaceChildren(words.content.cloneNode(true));
    $(".banner", place)?.setAttribute("role", "alert");
    place.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:sendError", () => tell("unreachable"));
  document.addEventListener("htmx:timeout", () => tell("unreachable"));
  document.addEventListener("htmx:responseError", (event) => tell(event.detail.xhr.status >= 500 ? "unreachable" : "request-refused"));

  /* ---- a long ruler opens where today is ----------------------------------------------------------------- */
  const showToday = () => $$(".clock-wrap").forEach((wrap) => {
    const today = $(".t", wrap);
    if (today) wrap.scrollLeft = today.getBoundingClientRect().left - wrap.getBoundingClientRect().left + wrap.scrollLeft - wrap.clientWidth / 2;
  });

  /* ---- the counter: Enter goes to the next field, and what is still missing stands beside the button ---------- */
  const fieldsOf = (form) => $$("input:not([type=hidden]), select, textarea, summary, button:not([type=button])", form)
    .filter((field) => field.offsetParent !== null && !field.disabled && (field.type !== "radio" || field.checked || !$(`input[name="${CSS.escape(field.name)}"]:checked`, form)));
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("[data-enter-moves]");
    if (!form || event.key !== "Enter" || event.isComposing || event.defaultPrevented || !event.target.matches("input, select")) return;
    event.preventDefault();
    const fields = fieldsOf(form);
    const group = event.target.type === "radio" ? event.target.name : null;
    const at = fields.findLastIndex((field) => field === event.target || (group && field.name === group));
    const next = fields[at + 1];
    next?.focus();
    if (next?.matches("input:not([type=checkbox], [type=radio])")) next.select?.();
  });
  const isFilled = (field) => field.type === "checkbox" ? field.checked
    : field.type === "radio" ? Boolean($(`input[name="${CSS.escape(field.name)}"]:checked`, field.form)) : field.value.trim() !== "";
  const nameOf = (field) => {
    const named = field.type === "radio" ? field.closest(".f")?.querySelector("legend, .lab") : field.labels?.[0];
    return (named?.firstChild?.textContent?.trim() || named?.textContent || "").trim();
  };
  // What stands in a part that is folded up, or in one of which nothing was filled in, may stay empty.
  const isAsked = (field) => {
    const part = field.closest("fieldset.part");
    return !field.closest("details:not([open])") && (!part || $$("input, select, textarea", part).some(isFilled));
  };
  const showMissing = () => {
    const form = $("[data-shows-missing]");
    if (!form) return;
    const missing = [];
    let now = null;
    $$(".step", form).forEach((step) => {
      const required = $$("[required]", step).filter(isAsked);
      const open = required.filter((field) => !isFilled(field) || field.getAttribute("aria-invalid") === "true");
      open.forEach((field) => { if (!missing.includes(nameOf(field))) missing.push(nameOf(field)); });
      step.classList.toggle("done", required.length > 0 && !open.length);
      step.classList.toggle("now", open.length > 0 && !now);
      now ??= open.length ? step : null;
    });
    const place = $("[data-missing]", form);
    place.dataset.ready ??= place.textContent;
    const [comma, colon] = document.documentElement.lang.startsWith("en") ? [", ", ": "] : ["、", "："];
    place.textContent = missing.length ? `${place.dataset.missing} ${missing.length}${colon}${missing.slice(0, 5).join(comma)}${missing.length > 5 ? " …" : ""}` : place.dataset.ready;
  };
  /* What the server doesn't look at while it is filled in: its fault is over once something else stands there. */
  document.addEventListener("change", ({ target }) => {
    if (target.getAttribute?.("aria-invalid") !== "true" || target.hasAttribute("hx-post") || !target.closest("[data-shows-missing]")) return;
    target.removeAttribute("aria-invalid");
    target.closest(".f")?.classList.remove("err");
    document.getElementById(`${target.id}-error`)?.remove();
  });
  document.addEventListener("input", showMissing);
  document.addEventListener("change", showMissing);

  /* ---- the bare address shows the list as it was left: before another view is opened it gets a name to come back to - */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const list = event.detail.elt.closest("[data-address]");
    if (list && !location.search) history.replaceState(history.state, "", list.dataset.address);
  });

  /* ---- back in a list: on the row from which the case was opened ---------------------------------------- */
  const returnToRow = () => {
    const row = /^#row-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (row) stepTo(row);
    return Boolean(row);
  };

  showKeysState();
  showToday();
  showWhatIsNeeded();
  countTicks();
  showMissing();
  if (!returnToRow()) focusWhatMatters(document);
  // The receipt just taken in: the dialog opens by itself, once it is drawn.
  if ($("[data-prints-now]")) window.addEventListener("load", () => window.print());
})();
