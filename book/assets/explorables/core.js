/* Explorables: pictures that the reader moves. Each kind stands in a file of its own, which calls
   explorable(kind, definition); everything in a definition is a pure function of the settings:

     title                             what the picture is, in words
     controls                          [{name, label, group, min, max, step, value, unit}] or with
                                       choices: {name: value} instead of a range, as radio buttons
     presets                           {words: settings => settings}
     settle(settings, name, value)     the settings after a control moved, if more than it changes
     numbers(settings)                 what is computed; a test compares it with xentlib
     picture(settings, numbers)        {height, marks}: SVG on a sheet 400 wide
     drag(name, x, y, settings)        the value of a control whose handle is dragged to (x, y);
                                       a handle is a mark with data-control="name"
     rows(settings, numbers)           [[words, value, color class]]
     summary(settings, numbers)        one or two sentences that say what is seen

   The site's build calls render() for the first view, so that the page holds the picture, its
   numbers and its summary without any script. In the browser the element only keeps them fresh. */

"use strict";

const explorables = {};

function explorable(kind, definition) {
  explorables[kind] = definition;
}

// Helpers for definitions

/* A number with so many decimals, a true minus sign, and a word for what is no number. */
function shown(x, decimals = 4) {
  if (Number.isNaN(x)) return "undefined";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  const text = x.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/* An SVG element as text: mark("rect", {x: 1}) or mark("text", {x: 1}, "words"). */
function mark(name, attributes, inside = "") {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`).join("");
  return `<${name}${list}>${inside}</${name}>`;
}

/* A text on the sheet, and the path through points [x, y]. */
function label(x, y, words, anchor = "middle", color = "") {
  return mark("text", { x, y, "text-anchor": anchor, class: color }, words);
}

function curvePath(points) {
  return "M" + points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
}

/* The probabilities after number i became v and the others kept their proportions. */
function rescaled(probabilities, i, v) {
  // Added up, not 1 minus the others: where these are 0 it has to be 0, too.
  const rest = sum(probabilities.filter((_, k) => k !== i));
  return probabilities.map((p, k) =>
    k === i ? v : rest > 0 ? (p * (1 - v)) / rest : (1 - v) / (probabilities.length - 1));
}

const xlogy = (x, y) => (x === 0 ? 0 : x * Math.log(y));
const sum = (values) => values.reduce((total, value) => total + value, 0);
const entropyBits = (p) => crossEntropyBits(p, p);
const crossEntropyBits = (p, q) => Math.abs(sum(p.map((x, i) => xlogy(x, q[i])))) / Math.LN2;
const sigmoid = (z) => (z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z)));
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

function softmax(z, temperature = 1) {
  const top = Math.max(...z);
  const weights = z.map((value) => Math.exp((value - top) / temperature));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

// The book's weather: the truth p and the forecast q, as the settings p0 to p3 and q0 to q3

const DAYS = ["sun", "cloud", "rain", "snow"];
const WEATHER = { p: [0.5, 0.25, 0.125, 0.125], q: [0.125, 0.5, 0.25, 0.125] };
const four = (settings, which) => DAYS.map((_, i) => settings[which + i]);
const named = (which, values) => Object.fromEntries(values.map((value, i) => [which + i, value]));
const swapped = (s) => ({ ...named("p", four(s, "q")), ...named("q", four(s, "p")) });
const settled = (s, name, value) =>
  ({ ...s, ...named(name[0], rescaled(four(s, name[0]), Number(name[1]), value)) });

function weatherControls(groups) {
  return ["p", "q"].flatMap((which) => DAYS.map((day, i) => ({
    name: which + i, group: groups[which], label: day, min: 0, max: 1, step: 0.005, value: WEATHER[which][i],
  })));
}

/* A bar that can be dragged, 36 wide; a probability of 1 is so high. */
function weatherBar(which, i, value, x, floor, high) {
  const tip = floor - high * value;
  return mark("g", { class: `handle ${which}`, "data-control": which + i },
    mark("rect", { x: x - 20, y: floor - high - 16, width: 40, height: high + 16, class: "touch" }) +
    mark("rect", { x: x - 18, y: tip, width: 36, height: high * value, class: "fill" }) +
    mark("rect", { x: x - 10, y: tip - 2, width: 20, height: 4, rx: 2, class: "grip" }) +
    label(x, tip - 6, shown(value, 3).replace(/^0(?=\.)/, "")));
}

// From settings to the page

function first(kind) {
  return Object.fromEntries(explorables[kind].controls.map(({ name, value }) => [name, value]));
}

/* What changes with the settings. */
function view(kind, settings) {
  const { numbers, picture, rows, summary } = explorables[kind];
  const values = numbers(settings);
  const said = summary(settings, values);
  const list = rows(settings, values)
    .map(([words, value, color = ""]) => `<div class="${color}"><dt>${words}</dt><dd>${value}</dd></div>`)
    .join("");
  return { values, said, rows: list, ...picture(settings, values) };
}

function controlHtml(kind, { name, label, min, max, step, value, unit = "", choices }) {
  if (!choices)
    return `<label><span>${label}</span><input type="range" name="${name}" min="${min}" max="${max}"` +
      ` step="${step}" value="${value}" data-unit="${unit}"><b>${settingShown(step, value, unit)}</b></label>`;
  const radios = Object.entries(choices).map(([words, choice]) =>
    `<label><input type="radio" name="${kind}-${name}" data-name="${name}" value="${choice}"` +
    `${choice === value ? " checked" : ""}><span>${words}</span></label>`);
  return `<fieldset class="choices"><legend>${label}</legend>${radios.join("")}</fieldset>`;
}

function settingShown(step, value, unit) {
  const decimals = (String(step).split(".")[1] || "").length;
  return shown(Number(value), decimals) + (unit && " " + unit);
}

/* The first view and the controls, as HTML: this is what stands in the page. */
function render(kind) {
  const { title, controls, presets } = explorables[kind];
  const { said, rows, height, marks } = view(kind, first(kind));
  const groups = [...new Set(controls.map(({ group = "" }) => group))].map((group) => {
    const inside = controls.filter((control) => (control.group || "") === group);
    const html = inside.map((control) => controlHtml(kind, control)).join("");
    return group ? `<fieldset><legend>${group}</legend>${html}</fieldset>` : `<div>${html}</div>`;
  });
  const buttons = [...Object.keys(presets), "start again"]
    .map((words, i) => `<button type="button" data-preset="${i}">${words}</button>`);
  return `<div class="explorable-view"><svg viewBox="0 0 400 ${height}" role="img" aria-label="${title}">${marks}</svg>` +
    `<dl>${rows}</dl></div><p class="explorable-summary">${said}</p>` +
    `<div class="explorable-controls">${groups.join("")}<p>${buttons.join("")}</p></div>` +
    `<p class="explorable-spoken" role="status"></p>`;
}

// The kinds are in files that follow this one, so the elements wait for all of them.
if (typeof document !== "undefined") document.addEventListener("DOMContentLoaded", () => {
  customElements.define("book-explorable", class extends HTMLElement {
    connectedCallback() {
      this.kind = this.getAttribute("kind");
      this.definition = explorables[this.kind];
      this.settings = first(this.kind);
      this.svg = this.querySelector("svg");
      this.addEventListener("input", ({ target }) => this.change(target.dataset.name || target.name, Number(target.value)));
      this.addEventListener("click", ({ target }) => target.matches("button") && this.preset(target.dataset.preset));
      this.svg.addEventListener("pointerdown", (event) => this.grab(event));
      // A finger on a handle moves it, elsewhere the page (inside an SVG, touch-action is ignored).
      this.svg.addEventListener("touchstart", (event) =>
        event.target.closest("[data-control]") && event.preventDefault(), { passive: false });
      this.update(); // the browser may have kept the sliders of an earlier visit
    }

    change(name, value) {
      const { settle } = this.definition;
      // From where this control was taken up, so that moving it there and back changes nothing.
      if (name !== this.moving) this.taken = this.settings;
      this.moving = name;
      this.settings = settle ? settle(this.taken, name, value) : { ...this.settings, [name]: value };
      this.update(true);
    }

    preset(index) {
      const change = Object.values(this.definition.presets)[index];
      this.settings = change ? change(this.settings) : first(this.kind);
      this.moving = null;
      this.update(true);
    }

    /* A handle follows the pointer until it is let go. */
    grab(event) {
      const handle = event.target.closest("[data-control]");
      if (!handle || event.button) return;
      const { control } = handle.dataset;
      const { min, max, step } = this.definition.controls.find(({ name }) => name === control);
      const follow = ({ clientX, clientY, pointerId }) => {
        if (pointerId !== event.pointerId) return; // a second finger
        const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
        const wanted = this.definition.drag(control, x, y, this.settings);
        const onGrid = min + Math.round((wanted - min) / step) * step;
        this.change(control, Number(Math.min(max, Math.max(min, onGrid)).toFixed(6)));
      };
      event.preventDefault();
      this.svg.setPointerCapture(event.pointerId);
      this.svg.addEventListener("pointermove", follow);
      this.svg.addEventListener("lostpointercapture", () => this.svg.removeEventListener("pointermove", follow), { once: true });
      this.querySelector(`input[name="${control}"]`).focus({ preventScroll: true });
      if (event.target.matches("rect.touch")) follow(event); // a tap on a column sets its value
    }

    update(moved) {
      const { values, said, rows, marks } = view(this.kind, this.settings);
      this.values = values;
      this.svg.innerHTML = marks;
      this.querySelector("dl").innerHTML = rows;
      this.querySelector(".explorable-summary").innerHTML = said;
      for (const input of this.querySelectorAll("input")) this.show(input);
      // A screen reader hears the summary once the hand rests, not at every step.
      clearTimeout(this.timer);
      if (moved) this.timer = setTimeout(() => {
        this.querySelector(".explorable-spoken").textContent = this.querySelector(".explorable-summary").textContent;
      }, 700);
    }

    show(input) {
      const value = this.settings[input.dataset.name || input.name];
      if (input.type === "radio") {
        input.checked = Number(input.value) === value;
        return;
      }
      const text = settingShown(input.step, value, input.dataset.unit);
      input.value = value;
      input.setAttribute("aria-valuetext", text);
      input.nextElementSibling.textContent = text;
    }
  });
});
