"use strict";
// Numbers and small expressions that a reader types, such as 7/4, ln 2 or 2^-3. jsep parses them;
// what it makes is walked here, and whatever is not listed is refused. Nothing is run as code.

const expression = (() => {
  const FUNCTIONS = { ln: Math.log, log2: Math.log2, log10: Math.log10, exp: Math.exp, sqrt: Math.sqrt };
  const NAMES = { e: Math.E, pi: Math.PI };
  const SIGNS = { "+": x => x, "-": x => -x, ...FUNCTIONS };
  const OPERATORS = {
    "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "^": (a, b) => a ** b,
  };
  const EXAMPLES = "Write a number, or an expression such as 7/4, ln 2, log2(6), 1e-3, 2^-3 or sqrt(2).";
  const TYPED = [[/[\u2212\u2013]/g, "-"], [/[×·]/g, "*"], [/÷/g, "/"], [/\*\*/g, "^"], [/π/g, "pi"], [/√/g, "sqrt "]];
  const LONGEST = 300;

  jsep.removeAllUnaryOps();
  jsep.removeAllBinaryOps();
  jsep.removeAllLiterals();
  for (const name of Object.keys(SIGNS)) jsep.addUnaryOp(name);
  for (const [name, rank] of [["+", 1], ["-", 1], ["*", 2], ["/", 2]]) jsep.addBinaryOp(name, rank);
  jsep.addBinaryOp("^", 3, true);

  // A power binds more closely than the sign before it: -2^2 is -4.
  jsep.hooks.add("gobble-token", env => {
    const parser = env.context;
    if (parser.char !== "-") return;
    parser.index += 1;
    env.node = { type: "UnaryExpression", operator: "-", argument: power(parser) };
  });
  function power(parser) {
    const base = parser.gobbleToken();
    parser.gobbleSpaces();
    if (!base) throw new Error(EXAMPLES);
    if (parser.char !== "^") return base;
    parser.index += 1;
    return { type: "BinaryExpression", operator: "^", left: base, right: power(parser) };
  }

  const WALK = {
    Literal: node => node.value,
    Identifier: node => NAMES[node.name],
    UnaryExpression: node => SIGNS[node.operator](value(node.argument)),
    BinaryExpression: node => OPERATORS[node.operator](value(node.left), value(node.right)),
  };
  function value(node) {
    const found = node && Object.hasOwn(WALK, node.type) ? WALK[node.type](node) : undefined;
    if (typeof found !== "number") throw new Error(EXAMPLES);
    return found;
  }

  // Return the value of one expression.
  function number(text) {
    const [, inside, percent] = /^(.*?)(%?)$/s.exec(text.trim());
    if (/\blog\b/.test(inside)) throw new Error("Which logarithm? Write ln, log2 or log10.");
    if (/\b(?:ln|log2|log10|exp|sqrt)\s+[\d.]+\s*\^/.test(inside))
      throw new Error("Write ln(2^3) or (ln 2)^3: which of them do you mean?");
    let tree;
    try { tree = jsep(inside); } catch { throw new Error(EXAMPLES); }
    const found = value(tree) / (percent ? 100 : 1);
    if (Number.isNaN(found)) throw new Error(`${text.trim()} has no value.`);
    return found;
  }

  // Return the numbers in a text, in which commas separate them and brackets may stand around them.
  function numbers(text) {
    let plain = text.trim().slice(0, LONGEST + 1);
    if (plain.length > LONGEST) throw new Error(EXAMPLES);
    for (const [typed, meant] of TYPED) plain = plain.replace(typed, meant);
    const parts = plain.replace(/^[[(](.*,.*)[\])]$/s, "$1").replace(/[[\]]/g, "").split(/[,;]/);
    return parts.map(number);
  }

  return { number: text => {
    const found = numbers(text);
    if (found.length !== 1) throw new Error("Write one number, with a point for decimals.");
    return found[0];
  }, numbers };
})();
