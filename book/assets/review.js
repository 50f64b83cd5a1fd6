"use strict";
// Review on the course page: the questions of chapters that were read come back, and are asked here again.

const reviewItems = {};  // HTML by the names of questions and exercises; the scripts reviews/*/*.js add theirs
const MINUTES = { question: 0.7, exercise: 3 };

// Return what comes back of chapters that were read, each with the day; what was answered first stands first.
// A chapter is { page, title, questions, exercises }, the last two with names.
function comingBack(state, chapters, now) {
  const items = chapters.filter(({ page }) => Object.hasOwn(state.read, page)).flatMap(({ questions, exercises, ...chapter }) =>
    [...questions.map(name => ({ ...chapter, name, kind: "question" })), ...exercises.map(name => ({ ...chapter, name, kind: "exercise" }))]);
  const reviews = items.map(item => ({ ...item, review: own(state.reviews, item.name) })).filter(item => item.review);
  const dated = reviews.map(({ review, ...item }) => ({ ...item, at: review.at, day: comesBack(review, now) }));
  return dated.filter(item => item.day < Infinity).sort((a, b) => a.at - b.at);
}

function counted(n, kind) { return `${n} ${kind}${n === 1 ? "" : "s"}`; }

// Return what is due and what comes next, in words.
function agenda(items, now) {
  const due = items.filter(item => item.day <= day(now)), of = kind => due.filter(item => item.kind === kind).length;
  if (due.length) {
    const kinds = ["question", "exercise"].filter(of), minutes = Math.ceil(kinds.reduce((sum, kind) => sum + of(kind) * MINUTES[kind], 0));
    return `Today: ${kinds.map(kind => counted(of(kind), kind)).join(" and ")}, ${counted(minutes, "minute")}.`;
  }
  if (!items.length) return "Nothing waits for you yet.";
  const next = Math.min(...items.map(item => item.day)), many = items.filter(item => item.day === next).length;
  const date = new Date(next * 864e5).toLocaleDateString("en-GB", { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
  return `Nothing is due today. The next ${many === 1 ? "one comes" : `${many} come`} back on ${date}.`;
}

// Return the chapters of the map on the course page.
function chaptersOf(page) {
  const names = text => text.split(" ").filter(Boolean);
  return [...page.querySelectorAll(".course-map [data-page]")].map(({ dataset, firstElementChild }) =>
    ({ page: dataset.page, title: firstElementChild.textContent, questions: names(dataset.questions), exercises: names(dataset.exercises) }));
}

if (typeof customElements !== "undefined") {
  const { make, button } = parts;

  class BookReview extends HTMLElement {
    connectedCallback() {
      if (this.line) return;
      this.line = make("p", { role: "status", tabindex: "-1" });
      this.start = button("Start", () => this.begin());
      this.asked = make("div", { class: "review-asked" });
      this.replaceChildren(make("div", { class: "review-today" }, this.line, this.start), this.asked);
      this.addEventListener("answered", event => this.note(event.detail));
      this.show();
    }
    items() { return comingBack(record.load(), chaptersOf(document), clock()); }
    show() {
      if (this.queue) return;
      const items = this.items();
      this.line.textContent = agenda(items, clock());
      this.start.hidden = !items.some(item => item.day <= day(clock()));
    }
    begin() {
      this.queue = this.items().filter(item => item.day <= day(clock()));
      this.start.hidden = true;
      this.k = this.right = this.tried = 0;
      this.ask();
    }
    async ask() {
      if (this.k === this.queue.length) return this.end();
      const { page, title, name } = this.queue[this.k];
      this.answered = false;
      this.next = button("Skip", () => { this.k += 1; this.ask(); });
      const where = make("p", { tabindex: "-1" }, `${this.k + 1} of ${this.queue.length}, from `, make("a", { href: `${page}.html` }, title));
      this.asked.replaceChildren(where, make("p", { class: "quiz-actions" }, this.next, button("Stop", () => this.end())));
      try { await parts.need(`reviews/${page}.js`); } catch {
        return where.after(make("p", { role: "alert" }, "The question could not be loaded. Is the connection lost?"));
      }
      const box = make("div");
      box.innerHTML = reviewItems[name];  // HTML of this book, made with its pages
      box.querySelector("book-quiz, book-answer").dataset.review = "";
      where.after(box);
      where.focus();
    }
    // The first answer counts here, too.
    note(right) {
      this.next.textContent = this.k + 1 === this.queue.length ? "Finish" : "Next";
      if (this.answered) return;
      this.answered = true;
      this.tried += 1;
      this.right += right;
    }
    end() {
      this.queue = null;
      this.asked.replaceChildren();
      this.show();
      if (this.tried) this.line.prepend(`${this.right} of ${this.tried} right. `);
      this.line.focus();
    }
  }
  customElements.define("book-review", BookReview);
}
