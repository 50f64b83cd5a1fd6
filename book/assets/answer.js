"use strict";
// A box under each exercise: it takes an answer and says what xentlib's `check` says of it, or asks
// whether the reader had it. What it needs for that is loaded when the box is first used.

if (typeof customElements !== "undefined") {
  const SOLVED = "You had this right before.";

  class BookAnswer extends HTMLElement {
    connectedCallback() {
      if (this.buttons) return;
      this.buttons = [...this.querySelectorAll("button")];
      this.field = this.querySelector("input");
      this.says = this.querySelector("[role=status]");
      if (this.field) this.take();
      else for (const button of this.buttons) button.onclick = () => record.note("exercises", this.dataset.name, button.value === "had");
      this.show();
    }
    take() {
      this.field.onfocus = () => this.load().catch(() => {});
      this.field.onkeydown = e => { if (e.key === "Enter") this.check(); };
      this.buttons[0].onclick = () => this.check();
    }
    load() {
      const answers = `answers/${this.dataset.chapter}.js`;
      return parts.need("jsep/jsep.min.js", "expression.js", "check.js", answers);
    }
    async check() {
      if (!this.field.value.trim()) return this.tell("Type a number first.");
      try { await this.load(); } catch { return this.tell("The answers could not be loaded. Is the connection lost?"); }
      let given;
      try { given = expression.numbers(this.field.value); } catch (error) { return this.tell(error.message); }
      const { right, unfit, says } = checks.check(this.dataset.name, given), { name } = this.dataset;
      // An exercise that was solved stays solved; what is no answer to it, in its form, is none.
      if (!unfit) record.answered("exercises", name, right || own(record.load().exercises, name) === true, right);
      this.tell(says[0].toUpperCase() + says.slice(1), right);
      if (!unfit) this.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: right }));
    }
    tell(words, right = false) {
      this.says.textContent = words;
      this.says.className = right ? "quiz-said quiz-right" : "quiz-said";
    }
    show() {
      const had = own(record.load().exercises, this.dataset.name);
      if (!this.field) for (const b of this.buttons) b.setAttribute("aria-pressed", had !== null && had === (b.value === "had"));
      else if (had && !this.says.textContent && !("review" in this.dataset)) this.tell(SOLVED, true);
    }
  }
  customElements.define("book-answer", BookAnswer);
}
