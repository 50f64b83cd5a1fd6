// Lay the blocks of each part out on slides, as high as they really are, and then start reveal.js.
const full = (slide) => slide.scrollHeight > slide.clientHeight || slide.scrollWidth > slide.clientWidth;
const heading = (block) => block.matches("h2, h3, .sd-tab-label");
const leads = (block) => heading(block) || (block.matches("p") && /[:,]\s*$/.test(block.textContent));

// Take from the end of a box, a list or a cell what is too much for its slide, and return it as a block.
function cut(slide, block) {
  if (!block.matches(".admonition, aside, ul, ol, .cell")) return null;
  const rest = block.cloneNode(false), keep = block.matches(".admonition, aside") ? 2 : 1;
  while (full(slide) && block.children.length > keep) rest.prepend(block.lastElementChild);
  if (block.matches("ol")) rest.start = (block.start || 1) + block.children.length;
  const title = block.querySelector(":scope > .admonition-title")?.cloneNode(true);
  if (!rest.firstElementChild) return null;
  if (title) rest.prepend(title);
  if (title && !title.textContent.endsWith("(continued)")) title.append(" (continued)");
  return rest;
}

function lay(part) {
  const blocks = [...part.children], title = part.querySelector("h1, h2").innerHTML;
  let slide = null;
  const turn = () => {
    const running = slide && Object.assign(document.createElement("p"), {className: "running", innerHTML: title});
    slide = document.createElement("section");
    part.append(slide);
    if (running) slide.append(running);
  };
  turn();
  while (blocks.length) {
    const group = [blocks.shift()], last = slide.lastElementChild;
    while (blocks.length && leads(group.at(-1))) group.push(blocks.shift());
    if (last?.matches("header, .admonition-predict") || (last && group[0].matches("h3"))) turn();
    slide.append(...group);
    if (full(slide) && slide.querySelector(":scope > :not(.running)") !== group[0]) {
      turn();
      slide.append(...group);
    }
    while (full(slide) && group.length > 1 + heading(group[0])) {
      blocks.unshift(group.pop());
      blocks[0].remove();
    }
    const rest = full(slide) && cut(slide, group.at(-1));
    if (rest) blocks.unshift(rest);
  }
}

// Make a slide smaller until it fits.
function fit(slide) {
  for (let size = 96; size >= 50 && full(slide); size -= 4) slide.style.fontSize = `${size}%`;
}

const root = document.documentElement;
root.classList.add("laying");  // reveal.js shows no slide before it has begun
root.getBoundingClientRect();  // asks for the fonts
await document.fonts.ready;
document.querySelectorAll(".slides > section").forEach(lay);
document.querySelectorAll(".slides section section").forEach(fit);
root.classList.remove("laying");
Reveal.initialize({
  width: 1280, height: 720, margin: 0, center: false, hash: true,
  controls: true, progress: true, slideNumber: "c/t", transition: "none", navigationMode: "linear",
});
