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
  const { make, button, live } = parts, { load, save, forecasts } = record;

  class BookCourse extends HTMLElement {
    connectedCallback() {
      if (this.says) return;
      this.buttons = [...this.querySelectorAll("button")];
      this.rows = [...this.querySelectorAll("tr[data-page]")];
      this.querySelector("ul").after(this.says = live());
      for (const b of this.buttons) { b.disabled = false; b.onclick = () => this.light(b); }
      this.show();
    }
    light(pressed) {
      const on = pressed.getAttribute("aria-pressed") === "false";
      for (const b of this.buttons) b.setAttribute("aria-pressed", b === pressed && on);
      const names = on ? pressed.dataset.chapters.split(" ") : [];
      for (const row of this.rows) row.classList.toggle("on-path", names.includes(row.dataset.page));
      this.says.textContent = on ? `${pressed.textContent}: ${pressed.dataset.minutes}; ${names.length} chapters are marked in the table.` : "";
    }
    show() {
      const { quizzes, read } = load();
      for (const row of this.rows) {
        const ids = row.dataset.quizzes.split(" ").filter(Boolean), done = row.dataset.page in read;
        row.querySelector(".course-read").textContent = done ? "✓ read" : "–";
        if (ids.length) row.querySelector(".course-quizzes").textContent = `${ids.filter(id => id in quizzes).length} of ${ids.length}`;
      }
    }
  }

  class BookRecord extends HTMLElement {
    connectedCallback() {
      if (this.says) return;
      this.plot = make("div");
      this.says = live();
      this.file = make("input", { type: "file", accept: ".json", hidden: "" });
      this.file.onchange = () => this.add();
      this.replaceChildren(this.plot, make("p", { class: "quiz-actions" }, button("Export", () => this.export()),
        button("Import", () => this.file.click()), button("Erase", () => this.erase()), this.file), this.says);
      this.show();
    }
    export() {
      const file = new Blob([JSON.stringify(load(), null, 1)], { type: "application/json" });
      const link = make("a", { href: URL.createObjectURL(file), download: `${KEY}.json` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
    async add() {
      try {
        save(merged(load(), parseState(await this.file.files[0].text())));
        this.says.textContent = "Imported.";
      } catch (error) { this.says.textContent = `Nothing was imported. ${error.message}`; }
      this.file.value = "";
    }
    erase() {
      if (!confirm("Erase all your answers and marks in this browser?")) return;
      record.erase();
      this.says.textContent = "Erased.";
    }
    show() {
      const all = forecasts(), found = calibration(pairs(all), 5);
      this.plot.replaceChildren();
      if (!record.isKept()) this.plot.append(make("p", {}, "This browser lets the page store nothing (a private window, perhaps): what you do lasts until you leave the page."));
      if (record.isAside()) this.plot.append(make("p", {}, "An earlier record could not be read. It is put aside in this browser, and what you do now starts a new one."));
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
