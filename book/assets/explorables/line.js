/* A line among 24 students: the mistakes that it makes, and its loss. */

"use strict";

(() => {
  // Hours of study and of sleep, and 1 for a pass: the table of the chapter on logistic regression.
  const STUDENTS = [
    [4.5, 6, 1], [3.5, 9, 1], [3, 7, 0], [1.5, 4, 0], [2, 8.5, 0], [0.5, 8, 0], [0.5, 9, 0], [0.5, 5, 0],
    [1, 4.5, 0], [4.5, 9, 1], [3.5, 4, 0], [5, 7, 1], [3, 4, 0], [3.5, 5.5, 0], [5, 6.5, 0], [4, 6.5, 1],
    [3.5, 6, 0], [3, 4, 0], [3, 4, 0], [5, 4.5, 1], [1.5, 4, 0], [4.5, 8, 1], [3.5, 7, 1], [0.5, 7.5, 0],
  ];
  const FITTED = { angle: 24.5, offset: 0.52, steepness: 2.5 }; // by the chapter, rounded
  const SCALE = 29, HALF = 102; // an hour, and half the side of the plane around 3 and 7 hours
  const MIDX = 128, MIDY = 124;
  const REACH = 2.5; // the offset goes so far to both sides
  const LEFT = 252, WIDTH = 144, HEIGHT = 80; // of the two curves
  const COUNTS = { y: 22, top: 24 }, LOSSES = { y: 146, top: 2 };

  const radians = (angle) => (angle * Math.PI) / 180;
  /* How far each student stands from the middle, in the direction in which the scores rise. */
  const ahead = (angle) => STUDENTS.map(([study, sleep]) =>
    (study - 3) * Math.cos(radians(angle)) + (sleep - 7) * Math.sin(radians(angle)));
  // Only a student beyond the line is said to pass; rounding must not push anybody over it.
  const beyond = (place, offset) => place - offset > 1e-9;
  const wrong = (places, offset) => STUDENTS.map(([, , passed], i) => beyond(places[i], offset) !== (passed === 1));
  const count = (places, offset) => wrong(places, offset).filter(Boolean).length;
  const meanLoss = (places, offset, steepness) => sum(STUDENTS.map(([, , passed], i) => {
    const score = steepness * (places[i] - offset);
    return softplus(passed ? -score : score);
  })) / STUDENTS.length;

  const across = (offset) => LEFT + (WIDTH * (offset + REACH)) / (2 * REACH);
  const up = ({ y, top }, value) => y + HEIGHT * (1 - Math.min(value / top, 1));
  const text = (x, y, words, anchor = "start") => label(x, y, words, anchor);
  const panel = (axes, words, color, path, value, offset) => {
    const x = across(offset), y = up(axes, value);
    const here = value > axes.top // an arrow for what lies above the sheet
      ? mark("path", { d: `M${x - 8} ${axes.y + 14}L${x} ${axes.y}L${x + 8} ${axes.y + 14}Z`, class: `fill ${color}` })
      : mark("circle", { cx: x, cy: y, r: 6, class: `dot ${color}` });
    const box = { x: LEFT, y: axes.y - 2, width: WIDTH, height: HEIGHT + 4 }, top = axes.y, foot = top + HEIGHT;
    return text(LEFT, top - 8, words) +
      mark("path", { d: `M${LEFT} ${top}V${foot}H${LEFT + WIDTH}M${x} ${top}V${foot}`, class: "axis" }) +
      mark("svg", { ...box, viewBox: Object.values(box).join(" ") },
        mark("path", { d: path, class: `curve ${color}` })) + here;
  };
  const staircase = (places) => {
    const inside = places.filter((place) => Math.abs(place) < REACH).sort((a, b) => a - b);
    const treads = [...inside, REACH].map((end) => `H${across(end)}V${up(COUNTS, count(places, end))}`);
    return `M${LEFT} ${up(COUNTS, count(places, -REACH))}${treads.join("")}`;
  };
  const valley = (places, steepness) => "M" + Array.from({ length: 101 }, (_, k) => {
    const offset = (k / 50 - 1) * REACH, loss = Math.min(meanLoss(places, offset, steepness), 2 * LOSSES.top);
    return `${across(offset)} ${(LOSSES.y + HEIGHT * (1 - loss / LOSSES.top)).toFixed(2)}`;
  }).join("L");

  const person = ([study, sleep, passed], mistaken) => {
    const x = (study - 3) * SCALE, y = (7 - sleep) * SCALE;
    return mark("circle", { cx: x, cy: y, r: 5, class: passed ? "dot p" : "curve" }) +
      (mistaken ? mark("path", { d: `M${x - 9} ${y - 9}l18 18m0 -18l-18 18`, class: "curve q" }) : "");
  };
  const handle = (control, x, y, grip) => mark("g", { class: "handle", "data-control": control },
    mark("circle", { cx: x, cy: y, r: 16, class: "touch" }) + grip);
  const plane = ({ angle, offset }, missed) => {
    const x = offset * SCALE, away = 1.7 * SCALE; // of the handles, from the middle of the line
    const line = mark("rect", { x, y: -400, width: 800, height: 800, class: "fill p", opacity: 0.12 }) +
      mark("path", { d: `M${x} -400V400M${x} 0h22m-7 -6l7 6l-7 6`, class: "curve" });
    const handles = handle("offset", x, away, mark("circle", { cx: x, cy: away, r: 8, class: "grip" })) +
      handle("angle", x, -away, mark("rect", { x: x - 7, y: -away - 7, width: 14, height: 14, class: "grip" }));
    const turned = (marks) => mark("g", { transform: `rotate(${-angle})` }, marks);
    const box = { x: MIDX - HALF, y: MIDY - HALF, width: 2 * HALF, height: 2 * HALF };
    return mark("rect", { ...box, class: "axis" }) +
      mark("svg", { ...box, viewBox: `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}` },
        turned(line) + STUDENTS.map((student, i) => person(student, missed[i])).join("") +
        text(-35, 92, 2) + text(-9, 92, 3, "end") + turned(handles)) +
      [4, 7, 10].map((hours) => text(MIDX - HALF - 4, MIDY + (7 - hours) * SCALE + 5, hours, "end")).join("") +
      [0, 6].map((hours) => text(MIDX + (hours - 3) * SCALE, 242, hours, "middle")).join("") +
      text(MIDX, 242, "hours studied", "middle") + text(MIDX - HALF, 14, "hours slept");
  };

  explorable("line", {
    title: "24 students in the plane of hours studied and hours slept, a line among them, and beside it " +
      "the mistakes and the mean loss as curves over the offset of the line",
    controls: [
      { name: "angle", group: "the line", label: "angle (°)", min: -180, max: 180, step: 0.5 },
      { name: "offset", group: "the line", label: "hours from the middle", min: -REACH, max: REACH, step: 0.02 },
      { name: "steepness", group: "steepness of the score", label: "nats per hour", min: 0.1, max: 6, step: 0.1 },
    ].map((control) => ({ ...control, value: FITTED[control.name] })),
    presets: {
      "the fitted line": () => FITTED,
      "upright line": () => ({ angle: 0, offset: 0, steepness: 1 }),
      "the other way round": ({ angle, offset, steepness }) =>
        ({ angle: angle > 0 ? angle - 180 : angle + 180, offset: -offset, steepness }),
      "fewest mistakes": () => ({ angle: 25, offset: 0.44, steepness: 2.5 }),
    },
    numbers({ angle, offset, steepness }) {
      const places = ahead(angle);
      const weights = [-offset, Math.cos(radians(angle)), Math.sin(radians(angle))].map((v) => steepness * v);
      return { mistakes: count(places, offset), loss: meanLoss(places, offset, steepness), weights };
    },
    picture(s, { mistakes, loss }) {
      const places = ahead(s.angle);
      const legend = mark("circle", { cx: 32, cy: 263, r: 5, class: "dot p" }) + text(43, 268, "passed") +
        mark("circle", { cx: 112, cy: 263, r: 5, class: "curve" }) + text(123, 268, "failed") +
        mark("path", { d: "M181 254l18 18m0 -18l-18 18", class: "curve q" }) + text(206, 268, "mistake");
      return {
        height: 278,
        marks: plane(s, wrong(places, s.offset)) + legend +
          panel(COUNTS, `mistakes, 0 to ${COUNTS.top}`, "", staircase(places), mistakes, s.offset) +
          panel(LOSSES, `loss, 0 to ${LOSSES.top} nats`, "q", valley(places, s.steepness), loss, s.offset) +
          text(LEFT, 242, shown(-REACH, 1)) + text(across(0), 242, "offset", "middle") + text(396, 242, REACH, "end"),
      };
    },
    drag(name, x, y, { offset, angle }) {
      const right = (x - MIDX) / SCALE, above = (MIDY - y) / SCALE, far = Math.hypot(right, above);
      if (name === "offset") return right * Math.cos(radians(angle)) + above * Math.sin(radians(angle));
      const direction = Math.atan2(above, right) - Math.acos(Math.min(1, Math.max(-1, offset / far || 0)));
      return ((((direction * 180) / Math.PI + 180) % 360) + 360) % 360 - 180;
    },
    rows: (s, { mistakes, loss, weights }) => [
      ["students on the wrong side", mistakes],
      ["mean loss", `${shown(loss)} nats`, "q"],
      ["weights of 1, study − 3 h, sleep − 7 h", weights.map((weight) => shown(weight)).join(", ")],
    ],
    summary({ angle, offset }, { mistakes, loss }) {
      const places = ahead(angle), least = explorables.line.numbers(FITTED);
      const start = Math.max(...places.filter((place) => !beyond(place, offset))); // of this tread
      const end = Math.min(...places.filter((place) => beyond(place, offset)));
      // The offsets of the slider that lie on this tread; at its end the next one has begun.
      const low = Math.max(-REACH, Math.ceil((start - 1e-9) / 0.02) * 0.02);
      const high = Math.min(REACH, (Math.ceil((end - 1e-9) / 0.02) - 1) * 0.02);
      const tread = high - low < 0.01 ? "Only at this offset is the count so"
        : `At every offset from ${shown(low, 2)} to ${shown(high, 2)} hours the count is the same`;
      return `The line makes ${mistakes} ${mistakes === 1 ? "mistake" : "mistakes"} among ${STUDENTS.length} students. ` +
        (mistakes < least.mistakes ? "That is fewer than with the fitted line, and yet the loss is higher: " +
          `${shown(loss)} against ${shown(least.loss)} nats.`
        : `${tread}; the loss changes with each step` +
          (loss > LOSSES.top ? `, and here lies above the sheet, at ${shown(loss)} nats.` : "."));
    },
  });
})();
