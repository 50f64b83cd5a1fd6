"use strict";
// What the scripts of the pages share: elements, and scripts that are loaded when they are needed.

const parts = (() => {
  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const button = (name, act) => {
    const made = make("button", { type: "button" }, name);
    made.onclick = act;
    return made;
  };
  const live = () => make("div", { role: "status", "aria-live": "polite" });

  // Load scripts that lie beside this one, in their order and each once. Pages that are opened as
  // files may do this, and read no file otherwise.
  const self = typeof document === "undefined" ? null : document.currentScript, loaded = {};
  const arrived = name => new Promise((done, failed) => {
    const script = make("script", { src: new URL(`${name}?v=${self.dataset.version}`, self.src) });
    script.onload = done;
    script.onerror = () => { delete loaded[name]; failed(new Error(`${name} did not come.`)); };
    document.head.append(script);
  });
  const need = async (...names) => { for (const name of names) await (loaded[name] ??= arrived(name)); };

  return { make, button, live, need };
})();
