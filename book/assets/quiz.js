"use strict";
// Quizzes, and the mark that a chapter was read: custom elements around HTML that reads well without.

// Return values divided by their sum.
function normalized(values) {
  const sum = values.reduce((a, b) => a + b, 0);
  if (!(sum > 0 && sum < Infinity && values.every(v => v >= 0)))
    throw new Error("Probabilities are numbers from 0 up, not all 0.");
  return values.map(v => v / sum);
}

// Return the bits of surprise at the right choice: log loss.
function bits(probabilities, right) {
  return Math.log2(1 / (normalized(probabilities)[right] + 0));  // + 0, since JSON knows -0
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
  const { make, button, live } = parts, { load, change, answered, forecasts } = record;

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
      const first = this.first();
      if (first && !("review" in this.dataset)) this.restore(first);
    }
    // Return the answer that is stored, if it fits the question; a record may come from anywhere.
    first() {
      const stored = own(load().quizzes, this.dataset.id), n = this.inputs.length;
      return stored?.right === this.right && (this.sum ? stored.probabilities?.length === n : stored.choice < n) ? stored : null;
    }
    restore(first) {
      const values = first.probabilities ?? [];
      this.inputs.forEach((input, k) => {
        if (input.type === "radio") input.checked = k === first.choice;
        else if (k in values) input.value = +(100 * values[k]).toFixed(2);
      });
      if (this.sum) this.add();
      this.tell(first);
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
      const first = this.first(), right = isRight(answer);
      answered("quizzes", this.dataset.id, first ?? answer, right);
      this.tell(answer, first);
      this.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: right }));
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
        const { page } = this.dataset, mark = this.box.checked ? { [page]: true } : {};
        change(({ read: { [page]: before, ...others }, ...state }) => ({ ...state, read: { ...others, ...mark } }));
      };
      this.prepend(make("label", {}, this.box, " I have read this chapter"));
      this.show();
    }
    show() { this.box.checked = Object.hasOwn(load().read, this.dataset.page); }
  }

  customElements.define("book-quiz", BookQuiz);
  customElements.define("book-read", BookRead);
}
