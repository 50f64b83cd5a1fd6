"use strict";
// Code cells in the reader's browser: edit, run, stop, reset; and the page compared with this machine.

const livePage = (() => {
  const { make, button } = parts;
  // What others need of a cell that cannot run: its imports, and the style of the figures.
  const PREPARES = /^(?:(?:import|from)\s[^(\n]*(?:\([^)]*\))?|plots\.use_style\(\))/gm;
  const LACKS = { p: "PyTorch", t: "TensorFlow or Keras", o: "scikit-learn or another program" };
  const { cells } = live, runs = cell => "rd".includes(cell.letter);
  let busy = null, done = new Map(), asIs = true;  // done: what ran, with its source; asIs: all of it as it is printed

  document.head.append(make("link", { rel: "stylesheet", href: document.querySelector("script[src*='live/page.js']").src.replace("page.js", "page.css") }));
  for (const cell of cells) {
    cell.code = cell.element.querySelector(".cell_input pre");
    cell.source = cell.code.textContent.replace(/\n$/, "");
    cell.original = cell.code.innerHTML;
    cell.element.id ||= `cell-${cell.k + 1}`;
    if (runs(cell)) cell.box = codeEditor.edit(cell.code, () => run(cell));
  }

  const prepared = cell => (cell.source.match(PREPARES) ?? []).join("\n");

  // Running

  // Say what is done, with a button that stops it; returns a function that says more.
  function saying(place) {
    const words = make("span");
    place.replaceChildren(words, " ", button("Stop", runtime.interrupt));
    return text => { words.textContent = text; };
  }
  function forget() { done = new Map(); asIs = true; }
  function ready(say) {
    const mb = bytes => (bytes / 1e6).toFixed(0);
    say("Python starts.");
    return runtime.start((received, all) => {
      say(received < all ? `Python (${runtime.name}) comes, once: ${mb(received)} of ${mb(all)} MB.` : "Python starts.");
    });
  }
  async function step(cell, source) {
    const answer = await runtime.run(source, cell.k === undefined ? "cell of yours" : `cell ${cell.k + 1}`);
    done.set(cell, source);
    return answer;
  }
  // What has to run before a cell: those above it, and the imports of those that cannot run.
  async function above(cell, say, sourceOf) {
    for (const one of cells) {
      const place = one.element.compareDocumentPosition(cell.element);
      if (one === cell || !(place & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
      const source = runs(one) ? sourceOf(one) : prepared(one);
      if (done.get(one) === source) continue;
      say(`The cells above run: ${one.k + 1}.`);
      if (runs(one) && source !== one.source) asIs = false;
      const { error } = await step(one, source);
      if (error && runs(one)) throw Object.assign(new Error(error), { at: one });
    }
  }
  // Let one thing happen at a time, and say how it ended where it did not end well; `more` stands below.
  async function alone(place, act, ...more) {
    if (busy === place) return;
    if (busy) return place.replaceChildren("Another cell runs. Stop it, or wait for it.");
    busy = place;
    const say = saying(place);
    try {
      await ready(say);
      await act(say);
    } catch (error) {
      const held = place.contains(document.activeElement);  // by "Stop", which goes
      if (!error.at) forget();
      if (error.message === "stopped") place.replaceChildren("Stopped. The next run begins with the first cell. ", ...more);
      else if (error.at) place.replaceChildren("A cell above failed: ", link(error.at), " ", ...more, make("pre", {}, error.message));
      else live.refuse(place, `Python could not go on: ${error.message}.`);
      if (held) place.querySelector("button, a")?.focus();
    } finally { busy = null; }
  }
  const run = cell => alone(cell.said, async say => {
    const source = cell.box.value;
    await above(cell, say, one => one.box.value);
    say("It runs.");
    if (source !== cell.source || done.has(cell)) asIs = false;
    const answer = await step(cell, source);
    let later = false;  // what stands below has to run again
    for (const one of cells) {
      if (later) done.delete(one);
      later ||= one === cell;
    }
    await show(cell, answer);
  }, reset(cell));
  const reset = cell => button("Reset", () => {
    cell.box.focus();
    codeEditor.type(cell.box, 0, cell.box.value.length, cell.source ?? "");  // which can be undone
    cell.code.innerHTML = cell.original;
    cell.said.replaceChildren();
  });

  // Showing

  const link = cell => make("a", { href: `#${cell.element.id}` }, `cell ${cell.k + 1}`);
  function drawn(item) {
    const [[kind, value]] = Object.entries(item);
    if (kind === "svg") return make("img", { alt: "The figure that this code draws", src: `data:image/svg+xml;utf8,${encodeURIComponent(value)}` });
    const made = make(kind === "html" ? "div" : "pre", { class: `live-${kind}` });
    if (kind === "html") made.innerHTML = value;
    else made.textContent = value;
    return made;
  }
  async function show(cell, { shown, error }) {
    const hint = make("span", { class: "live-hint" }, "Change the code; Shift+Enter runs it, Escape and Tab leave it.");
    const faults = asIs && !error && cell.source !== null ? await differences(cell, shown).catch(() => null) : null; // offline, the page's figure may be away
    const words = error ? "It ended with an error." : !faults ? (shown.length ? "It shows:" : "It shows nothing.")
      : faults.length ? `Not as printed: ${faults.join("; ")}.` : "The same on your machine.";
    const outputs = error || !faults || faults.length ? shown.map(drawn) : [];
    if (error) outputs.push(make("pre", { class: "live-error" }, error));
    cell.said.dataset.same = faults ? !faults.length : "";
    cell.said.replaceChildren(make("span", {}, words), " ", reset(cell), " ", hint, ...outputs);
  }
  // An empty cell under an exercise.
  function scratch(bar) {
    const code = make("pre"), said = bar.querySelector(".live-said");
    const cell = { element: bar, code, said, source: null, letter: "r", original: "" };
    bar.querySelector("button").remove();
    const start = button("Run", () => run(cell));
    start.className = "live-button";
    bar.prepend(make("div", { class: "live-scratch cell_input" }, make("div", { class: "highlight" }, code), start));
    cell.box = codeEditor.edit(code, () => run(cell));
    cell.box.placeholder = "Shift+Enter runs what you write here, after the cells above.";
    cell.box.focus();
  }

  // Comparing

  const lines = text => text.replace(/^\n+|\n+$/g, "");
  const rows = html => [...html.querySelectorAll("tr")].flatMap(row => [...row.cells].map(c => c.textContent.trim()));
  async function printed(cell) {
    return Promise.all([...cell.element.querySelectorAll(".cell_output :is(.stream pre, .text_html, img)")].map(async e => {
      if (e.matches("pre")) return { text: lines(e.textContent).split(/\s+/) };
      if (e.matches("div")) return { text: rows(e) };
      const file = await (await fetch(e.src, { cache: "force-cache" })).text();
      return { svg: file.replace(/<style id="theme">.*?<\/style>/s, "").trim() };
    }));
  }
  function computed(item) {
    if (item.svg) return { svg: item.svg.trim() };
    if (item.html) return { text: rows(new DOMParser().parseFromString(item.html, "text/html")) };
    return { text: lines(item.print ?? item.text ?? item.warn).split(/\s+/) };
  }
  // Return what is not the same, in words, output by output.
  async function differences(cell, shown) {
    const there = await printed(cell), here = shown.map(computed);
    if (there.length !== here.length) return [`${here.length} outputs here, ${there.length} on the page`];
    return there.flatMap((one, k) => {
      if (!one.text !== !here[k].text) return ["a figure here, or there, and none on the other side"];
      return one.text ? wordThatDiffers(one.text, here[k].text) : one.svg === here[k].svg ? [] : [partThatDiffers(one.svg, here[k].svg)];
    });
  }
  function wordThatDiffers(there, here) {
    const k = [...there, ""].findIndex((word, k) => word !== here[k]);
    return k === there.length && here.length === k ? [] : [`${here[k] ?? "nothing"} here, ${there[k] ?? "nothing"} on the page`];
  }
  function partThatDiffers(there, here) {
    const bare = svg => svg.replace(/<style.*?<\/style>/gs, ""); // the page's policy would stop it, aloud
    const [a, b] = [there, here].map(svg => [...new DOMParser().parseFromString(bare(svg), "image/svg+xml").querySelectorAll("*")]);
    const k = a.findIndex((e, k) => e.cloneNode().outerHTML !== b[k]?.cloneNode().outerHTML || (!e.children.length && e.textContent !== b[k].textContent));
    const e = a[k], name = e?.closest("[id]")?.id;
    return e ? `in the figure, <${e.localName}>${name ? ` of ${name}` : ""}` : "the figure has further parts";
  }

  // Compare all that runs with what the page shows.
  const verify = place => alone(place, async say => {
    const began = performance.now(), wrong = [], told = {};
    let all = 0, same = 0;
    runtime.interrupt();
    forget();
    await ready(say);
    for (const cell of cells) {
      say(`Cell ${cell.k + 1} of ${cells.length} is computed.`);
      const source = runs(cell) ? cell.source : prepared(cell);
      const { shown, error } = await step(cell, source), left = live.reasons[cell.k] ?? LACKS[cell.letter];
      if (left) { (told[left] ??= []).push(cell); continue; }
      const count = (await printed(cell)).length;
      const faults = error ? [error.trim().split("\n").at(-1)] : await differences(cell, shown);
      all += count;
      same += Math.max(0, count - faults.length);
      if (faults.length) wrong.push(make("li", {}, link(cell), `: ${faults.join("; ")}`));
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    const { shown: [{ print: versions }] } = await runtime.run("import sys as s, numpy as n\nprint('CPython %d.%d, NumPy ' % s.version_info[:2] + '.'.join(n.__version__.split('.')[:2]))");
    const notes = Object.entries(told).map(([why, some]) =>
      make("li", {}, `Not compared (${why}): `, ...some.flatMap((c, k) => k ? [", ", link(c)] : [link(c)]), "."));
    place.dataset.same = !wrong.length;
    forget();
    runtime.interrupt();  // the reader's own cells begin anew
    const sentence = all ? `${same} of ${all} outputs are the same on your machine (${versions.trim()}, in ${seconds} s).`
      : "No output of this page can be computed here.";
    place.replaceChildren(make("span", {}, sentence), make("ul", {}, ...wrong, ...notes));
  });

  return { run, scratch, verify };
})();
