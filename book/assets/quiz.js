"use strict";
// Quizzes, marks and the course page: custom elements around HTML that reads well without them.

// Return values divided by their sum.
function normalized(values) {
  const sum = values.reduce((a, b) => a + b, 0);
  if (!(sum > 0 && sum < Infinity && values.every(v => v >= 0)))
    throw new Error("Probabilities are numbers from 0 up, not all 0.");
  return values.map(v => v / sum);
}

// Return the bits of surprise at the right choice: log loss.
function bits(probabilities, right) {
  return Math.log2(1 / normalized(probabilities)[right]);
}

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

function inBits(x) {
  return x === Infinity ? "infinitely many bits" : `${x.toFixed(2)} bits`;
}

// Return how the forecasts did, beside equal probabilities for all choices of a question.
function score(forecasts) {
  const costs = forecasts.map(f => bits(f.probabilities, f.right)), finite = costs.filter(c => c < Infinity);
  const sum = values => inBits(values.reduce((a, b) => a + b, 0)), lost = costs.length - finite.length;
  return `${costs.length} ${costs.length === 1 ? "forecast" : "forecasts"}: ${sum(costs)}`
    + (lost && finite.length ? ` (${lost} gave 0 % to what was right; the others: ${sum(finite)})` : "")
    + `. Equal probabilities: ${sum(forecasts.map(f => Math.log2(f.probabilities.length)))}.`;
}

if (typeof customElements !== "undefined") {
  const { make, button, live } = parts, { load, save, note } = record;
  const forecasts = () => Object.values(load().quizzes).filter(a => a.probabilities);

  class BookQuiz extends HTMLElement {
    connectedCallback() {
      if (this.says) return;
      this.inputs = [...this.querySelectorAll("fieldset input")];
      this.details = this.querySelector("details");
      this.reasons = [...this.details.querySelectorAll(":scope > ol > li")];
      this.right = this.reasons.findIndex(li => "right" in li.dataset);
      this.details.hidden = true;
      this.details.before(this.says = live());
      const check = this.querySelector(".quiz-check");
      check.hidden = false;
      check.onclick = () => this.check();
      this.onkeydown = e => { if (e.key === "Enter" && e.target.matches("input")) this.check(); };
      if (this.dataset.kind === "probability") {
        this.sum = make("output", { "aria-live": "off" });
        check.before(button("Share the rest equally", () => this.share()));
        check.parentNode.before(make("p", {}, this.sum));
        this.oninput = () => this.add();
        this.add();
      }
      const { quizzes } = load();
      if (Object.hasOwn(quizzes, this.dataset.id)) this.restore(quizzes[this.dataset.id]);
    }
    restore(first) {
      const values = first.probabilities ?? [];
      this.inputs.forEach((input, k) => {
        if (input.type === "radio") input.checked = k === first.choice;
        else if (k in values) input.value = +(100 * values[k]).toFixed(2);
      });
      if (this.sum) this.add();
      if (this.sum ? values.length === this.inputs.length : first.choice < this.inputs.length) this.tell(first);
    }
    values() { return this.inputs.map(i => i.valueAsNumber || 0); }
    rest() { return +(100 - this.values().reduce((a, b) => a + b, 0)).toFixed(2); }
    add() {
      const rest = this.rest();
      this.sum.value = `Sum: ${+(100 - rest).toFixed(2)} %` + (rest ? `, ${Math.abs(rest)} % ${rest > 0 ? "left" : "too much"}.` : ".");
    }
    share() {
      const open = this.inputs.filter(i => i.value === ""), to = open.length ? open : this.inputs;
      if (this.rest() > 0) to.forEach((input, k) => {
        input.value = +((input.valueAsNumber || 0) + this.rest() / (to.length - k)).toFixed(2);
      });
      this.add();
    }
    check() {
      let answer;
      if (!this.sum) {
        const choice = this.inputs.findIndex(i => i.checked);
        if (choice < 0) return this.says.replaceChildren("Choose an answer first.");
        answer = { choice, right: this.right };
      } else {
        if (this.values().some(v => v < 0) || Math.abs(this.rest()) > 0.1)
          return this.says.replaceChildren(`The percentages are to be 0 or more and to add up to 100. ${this.sum.value}`);
        answer = { probabilities: normalized(this.values()), right: this.right };
      }
      const again = Object.hasOwn(load().quizzes, this.dataset.id);
      if (!again) note("quizzes", this.dataset.id, answer);
      this.tell(answer, again);
    }
    tell(answer, again) {
      const p = answer.probabilities, k = p ? this.right : answer.choice, letter = String.fromCharCode(65 + k);
      const why = this.reasons[k].querySelector(".quiz-why").cloneNode(true);
      const said = [make("b", {}, p ? `${letter} is right. ` : k === this.right ? "Right. " : `${letter} is not right. `)];
      if (p) said.push(p[k] ? `You gave it ${+(100 * p[k]).toFixed(2)} %: ${inBits(bits(p, k))}. `
          : "You gave it 0 %, and that costs infinitely many bits. ",
        `Equal probabilities cost ${inBits(Math.log2(p.length))}.`);
      said.push(why);
      if (p) said.push(make("p", {}, again ? "Your first answer counts; this one was practice. " : "", `So far ${score(forecasts())}`));
      this.says.replaceChildren(...said);
      this.says.className = k === this.right && !p ? "quiz-said quiz-right" : "quiz-said";
      this.details.hidden = false;
    }
  }

  class BookRead extends HTMLElement {
    connectedCallback() {
      if (this.box) return;
      this.box = make("input", { type: "checkbox" });
      this.box.onchange = () => {
        const { ...read } = load().read;
        if (this.box.checked) read[this.dataset.page] = true; else delete read[this.dataset.page];
        save({ ...load(), read });
      };
      this.prepend(make("label", {}, this.box, " I have read this chapter"));
      this.show();
    }
    show() { this.box.checked = this.dataset.page in load().read; }
  }

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

  for (const [name, type] of Object.entries({ quiz: BookQuiz, read: BookRead, course: BookCourse, record: BookRecord }))
    customElements.define(`book-${name}`, type);
}
