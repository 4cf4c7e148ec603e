// The prefilter may let files without fan-outs pass, but must never skip one with a fan-out.
import { describe, expect, it } from 'vitest';
import { mayFanOut } from './prefilter.ts';

const WITH = [
  'await Promise.all(users.map((user) => check(user)));',
  'await Promise . all < void > ( users.map(check) );',
  'await Promise.all([...users.map(check)]);',
  'await Promise.all([first, second].concat(rest));',
  "await Promise.all([first('//'), /]/.test(x) ? a : b, ...rest]);",
  'await Promise.all([`${first}`, ...rest]);',
  "await Promise.all(['it\\'s', ...rest]);",
  'for await (const user of users.map(check)) use(user);',
  'users.forEach(async (user) => check(user));',
  'async function run() {\n  users.map(check);\n}',
  'async function run() {\n  // all of them,\n  users.map(check);\n}',
  'async function run() {\r\n  if (ready)\r\n    users.map(check);\r\n}',
  'async function run() {\n  /* as above = */\n  void users.flatMap(check);\n}',
  'users.map(check); // first line, of an async file',
  'async function run() {\n  const names =\n    users.map(toName);\n  users.map(check);\n}',
  'settle(users.map(check));',
];

const WITHOUT = [
  'await Promise.all([first(), second()]);',
  "await Promise.all([\n  fetch('/a, [b'),\n  { c: d(1, [2]) },\n]);",
  'await Promise.race([work(), timeout(50)]).then(done);',
  'async function run() {\n  const names =\n    users.map(toName);\n}',
  'async function run() {\n  return use(\n    users.map(toName),\n    1);\n}',
  'users.map(toName);',
];

describe('mayFanOut', () => {
  it.each(WITH)('lets %s pass', (text) => {
    expect(mayFanOut(text, ['own.settle'])).toBe(true);
  });
  it.each(WITHOUT)('skips %s', (text) => {
    expect(mayFanOut(text, ['own.settle'])).toBe(false);
  });
});
