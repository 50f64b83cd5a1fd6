"use strict";
// Predictions: the page takes a guess, and compares it with what the answer shows once that is open.

const OPEN_ANSWERS = "cross-entropy-book-answers";  // first.js reads it before the first paint

// Return how far a guess is from a number, in words, as a ratio where that says more.
function distance(guess, number, unit) {
  const many = x => String(Number(x.toPrecision(2))), gap = Math.abs(guess - number);
  if (gap <= 0.005 * Math.abs(number)) return "That is as near as makes no difference.";
  const ratio = guess / number;
  if (number && ratio >= 1.5) return `Your guess is ${many(ratio)} times as large.`;
  if (ratio > 0 && ratio <= 1 / 1.5) return `It is ${many(1 / ratio)} times your guess.`;
  return `Your guess is ${many(gap)}${unit && ` ${unit}`} ${guess > number ? "above" : "below"}.`;
}

if (typeof customElements !== "undefined") {
  const answers = () => document.querySelectorAll("details.predicted");

  class BookPredict extends HTMLElement {
    connectedCallback() {
      if (this.says) return;
      this.append(this.says = parts.live());
      this.answer = this.closest(".admonition").nextElementSibling;
      this.answer.addEventListener("toggle", () => this.toggled());
      this.field = this.querySelector("input[type=text]");
      this.onkeydown = e => { if (e.key === "Enter" && e.target.matches("[type=text], [type=radio]")) this.show(); };
      if (this.dataset.number) this.onfocusin = () => this.parser().catch(() => {});
      const all = this.querySelector(".predict-all input");
      if (all) this.leaveOpen(all);
    }
    toggled() {
      if (this.answer.open) this.compare();
      const shown = [...answers()].flatMap((answer, k) => answer.open ? [k] : []);
      history.replaceState({ ...history.state, shown }, "");
    }
    parser() { return parts.need("jsep/jsep.min.js", "expression.js"); }
    show() {
      if (this.answer.open) this.compare();
      this.answer.open = true;
    }
    async compare() {
      const said = this.dataset.right ? this.chosen() : this.dataset.number ? [await this.guessed()] : [];
      this.says.replaceChildren(...said);
    }
    chosen() {
      const labels = [...this.querySelectorAll("li > label")];
      const right = labels[this.dataset.right - 1], mine = labels.find(l => l.control.checked);
      for (const label of labels) label.classList.toggle("predict-right", label === right);
      const quoted = label => label.lastElementChild.cloneNode(true);  // it may hold a formula
      if (!mine) return ["It is “", quoted(right), "”."];
      return mine === right ? ["As you said: “", quoted(right), "”."]
        : ["You said “", quoted(mine), "”. It is “", quoted(right), "”."];
    }
    async guessed() {
      const typed = this.field.value.trim(), { number, unit = "" } = this.dataset;
      const is = `${number}${unit && ` ${unit}`}`.replace("-", "\u2212");
      if (!typed) return `It is ${is}.`;
      try {
        await this.parser();
        const guess = expression.number(unit === "%" ? typed.replace(/%$/, "") : typed);
        return `You said ${typed}; it is ${is}. ${distance(guess, Number(number), unit)}`;
      } catch (error) { return `It is ${is}. Your guess could not be read. ${error.message}`; }
    }
    leaveOpen(box) {
      const root = document.documentElement.classList;
      box.checked = root.contains("answers-open");
      box.onchange = () => {
        root.toggle("answers-open", box.checked);
        for (const answer of answers()) answer.open = box.checked;
        try { localStorage.setItem(OPEN_ANSWERS, box.checked ? "open" : "closed"); } catch { /* for this page, then */ }
      };
    }
  }
  customElements.define("book-predict", BookPredict);
}
