"use strict";
// Code that is edited where it stands: a plain text box lies over it, with letters that are not seen,
// and what is typed is drawn below in the page's colors. Tab indents, Shift+Enter runs.

const codeEditor = (() => {
  // Pygments' classes, in the order of the groups of TOKENS.
  const KINDS = ["c1", "s1", "mi", "k"], STEP = "    ";
  const TOKENS = /(#.*)|((?<!\w)[rbf]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))|((?<![\w.])\.?\d[\w.]*(?:(?<=e)[+-]\d+)?)|\b(False|None|True|and|as|assert|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|not|or|pass|raise|return|try|while|with|yield)\b/g;

  function draw(code, text) {
    const drawn = [];
    let end = 0;
    for (const match of text.matchAll(TOKENS)) {
      const kind = KINDS[match.slice(1).findIndex(part => part !== undefined)];
      drawn.push(text.slice(end, match.index), parts.make("span", { class: kind }, match[0]));
      end = match.index + match[0].length;
    }
    code.replaceChildren(...drawn, text.slice(end), "\n");
  }

  // As typing does, so that it can be undone.
  const type = (box, from, to, text) => {
    box.setSelectionRange(from, to);
    document.execCommand(text ? "insertText" : "delete", false, text);
  };
  // Indent a new line as the statement before it, and by a step after a colon.
  function newLine(box) {
    const opened = line => line.split(/[([{]/).length - line.split(/[)\]}]/).length;
    const from = box.selectionStart, lines = box.value.slice(0, from).split("\n"), last = lines.at(-1);
    let k = lines.length - 1;
    for (let open = opened(last); open < 0 && k > 0; open += opened(lines[k])) k--;
    type(box, from, box.selectionEnd, "\n" + /^ */.exec(lines[k])[0] + (/:\s*(?:#.*)?$/.test(last) ? STEP : ""));
  }
  // Move the selected lines by a step, or put spaces where the caret is.
  function indent(box, back) {
    const { value, selectionStart: from, selectionEnd: to } = box, start = value.slice(0, from).lastIndexOf("\n") + 1;
    const several = value.slice(from, to).includes("\n");
    if (!back && !several) return type(box, from, to, STEP.slice((from - start) % STEP.length));
    const end = to + value.slice(to).split("\n")[0].length, lines = value.slice(start, end);
    const moved = back ? lines.replace(/^ {1,4}/gm, "") : lines.replace(/^(?=.)/gm, STEP);
    if (moved !== lines) type(box, start, end, moved);
    const caret = Math.max(start, from + moved.length - lines.length);
    box.setSelectionRange(several ? start : caret, several ? start + moved.length : caret);
  }

  // Let the code in an element be edited, and return the box; `run` is called for Shift+Enter.
  function edit(code, run) {
    const box = parts.make("textarea", { "aria-label": "Code", "aria-description": "Shift and Enter run it. Escape, then Tab, leaves it.", rows: 1, wrap: "off", spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
    let leaving = false;
    box.value = code.textContent.replace(/\n$/, "");
    code.after(box);
    const look = getComputedStyle(code), fit = () => { for (const name of ["font", "letterSpacing", "padding", "tabSize"]) box.style[name] = look[name]; };
    new ResizeObserver(fit).observe(code); // letters are smaller in a narrow window
    code.removeAttribute("tabindex");
    code.setAttribute("aria-hidden", "true");
    code.parentElement.classList.add("live-code");
    box.oninput = () => draw(code, box.value);
    box.onkeydown = event => {
      event.stopPropagation(); // the page has keys of its own, such as / for the search
      const { key, shiftKey, altKey, isComposing } = event, control = event.ctrlKey || event.metaKey;
      const act = key === "Enter" ? (shiftKey || control ? run : newLine) : key === "Tab" && !leaving && !control ? indent : null;
      leaving = key === "Escape" || (leaving && key === "Shift");
      if (!act || altKey || isComposing) return;
      event.preventDefault();
      act(box, shiftKey);
    };
    return box;
  }

  return { edit, type };
})();
