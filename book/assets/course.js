"use strict";
// The course page: what a reader has done, and how the forecasts did. It uses quiz.js.

// Return the forecasts (each with the index of the right choice) as pairs [announced, happened].
function pairs(forecasts) {
  return forecasts.flatMap(f => normalized(f.probabilities).map((p, k) => [p, k === f.right ? 1 : 0]));
}

// Return, for each bin that holds a pair, its count and the means of announced and happened.
function calibration(records, bins) {
  const sums = Array.from({ length: bins }, () => [0, 0, 0]);
  for (const [p, y] of records) {
    const s = sums[Math.min(Math.floor(p * bins), bins - 1)];
    s[0] += 1; s[1] += p; s[2] += y;
  }
  return sums.filter(s => s[0]).map(([n, p, y]) => ({ count: n, announced: p / n, observed: y / n }));
}

if (typeof customElements !== "undefined") {
  const { make, button, live } = parts, { load, change, forecasts } = record, [, PATH] = BESIDE;

  class BookCourse extends HTMLElement {
    connectedCallback() {
      if (this.says) return;
      this.buttons = [...this.querySelectorAll("button")];
      this.places = [...this.querySelectorAll("[data-page]")];  // in the map, and in the table
      this.says = this.querySelector("[role=status]");
      for (const b of this.buttons) { b.disabled = false; b.onclick = () => this.choose(b); }
      this.show();
    }
    // A path that is pressed once more is left.
    choose(pressed) {
      const on = pressed.getAttribute("aria-pressed") === "false";
      try { localStorage.setItem(PATH, on ? pressed.textContent : ""); } catch { /* it is not remembered, then */ }
      this.says.textContent = on ? "" : "No path is marked.";
      this.light(on ? pressed : null);
    }
    light(chosen) {
      if (chosen) this.says.textContent = chosen.nextElementSibling.textContent;
      for (const b of this.buttons) b.setAttribute("aria-pressed", b === chosen);
      const names = chosen?.dataset.chapters.split(" ") ?? [];
      this.classList.toggle("with-path", !!chosen);
      for (const place of this.places) place.classList.toggle("on-path", names.includes(place.dataset.page));
    }
    show() {
      const state = load(), chapters = chaptersOf(this), now = clock();
      const due = comingBack(state, chapters, now).filter(item => item.day <= day(now));
      for (const { page, questions, exercises } of chapters) {
        const place = this.querySelector(`.course-map [data-page="${page}"]`), read = Object.hasOwn(state.read, page);
        const done = questions.filter(name => Object.hasOwn(state.quizzes, name)).length + exercises.filter(name => Object.hasOwn(state.exercises, name)).length;
        const today = due.filter(item => item.page === page).length;
        place.classList.toggle("is-read", read);
        place.querySelector(".course-state").textContent = `${read ? "✓ read, " : ""}${done} of ${questions.length + exercises.length}${today ? `, ${today} due` : ""}`;
      }
      this.light(this.buttons.find(b => b.textContent === localStorage.getItem(PATH)));
    }
  }

  class BookRecord extends HTMLElement {
    connectedCallback() {
      if (this.says) return;
      this.plot = make("div");
      this.says = live();
      this.file = make("input", { type: "file", accept: ".json", hidden: "" });
      this.file.onchange = () => this.add();
      this.replaceChildren(this.plot, make("p", { class: "quiz-actions" }, button("Export", () => this.export(KEY, JSON.stringify(load(), null, 1))),
        button("Import", () => this.file.click()), button("Erase", () => this.erase()), this.file), this.says);
      this.show();
    }
    export(name, text) {
      const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: `${name}.json` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
    async add() {
      const [file] = this.file.files;
      try {
        if (file.size > LONGEST) throw new Error(`The file has ${(file.size / 1e6).toFixed(1)} MB; a record has at most ${LONGEST / 1e6} MB.`);
        const other = parseState(await file.text(), clock());
        change(state => merged(state, other));
        this.says.textContent = record.trouble() ? `Imported, but not stored. ${record.trouble()}` : "Imported.";
      } catch (error) { this.says.textContent = `Nothing was imported. ${error.message}`; }
      this.file.value = "";
    }
    erase() {
      if (!confirm("Erase all your answers and marks in this browser, and what was put aside?")) return;
      record.erase();
      this.says.textContent = "Erased.";
    }
    show() {
      const all = forecasts(), found = calibration(pairs(all), 5);
      this.plot.replaceChildren();
      const unread = record.unread(), trouble = record.trouble();
      if (trouble) this.plot.append(make("p", {}, trouble));
      else if (unread.length) this.plot.append(make("p", {}, "An earlier record could not be read. It is put aside in this browser, and what you do now starts a new one."));
      if (unread.length) this.plot.append(make("p", { class: "quiz-actions" }, ...unread.map(([key, text]) => button(`Save ${key}`, () => this.export(key, text)))));
      if (!all.length) return this.plot.append(make("p", {}, "No forecast yet."));
      this.plot.append(make("p", {}, score(all)), picture(found), make("ul", {}, ...found.map(b => make("li", {},
        `Announced ${percent(b.announced)} on average: ${Math.round(b.observed * b.count)} of ${b.count} were right, ${percent(b.observed)}.`))));
    }
  }
  const percent = p => `${Math.round(100 * p)} %`;

  // The list below the picture says the same, so the picture is hidden from screen readers.
  const picture = found => {
    const box = make("div", { "aria-hidden": "true" });
    const dots = found.map(b => `<circle cx="${40 + 200 * b.announced}" cy="${210 - 200 * b.observed}" r="${3 + 2 * Math.sqrt(b.count)}"/>`);
    box.innerHTML = `<svg class="course-plot" viewBox="0 0 250 255"><path d="M40 10V210H240M40 210L240 10"/>${dots.join("")}`
      + '<text x="40" y="227">0 %</text><text x="240" y="227" text-anchor="end">100 %</text><text x="140" y="247" text-anchor="middle">announced</text>'
      + '<text x="34" y="22" text-anchor="end">100</text><text x="34" y="210" text-anchor="end">0</text><text transform="translate(14 110)rotate(-90)" text-anchor="middle">right</text></svg>';
    return box;
  };

  customElements.define("book-course", BookCourse);
  customElements.define("book-record", BookRecord);
}
