import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '..');
const PARTS = ['shared', 'm', 'console', 'consent', 'account', 'code'];

function text(part: string, language: string): Record<string, string> {
  return JSON.parse(readFileSync(join(SOURCES, 'text', part, `${language}.json`), 'utf8')) as Record<string, string>;
}

function placeholders(pattern: string): string[] {
  return [...pattern.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
}

const code = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
  .join('\n');

/** What stands in quotation marks: asked for each key, so gathered once. */
const quoted = new Set([...code.matchAll(/'([^'\s]+)'/g)].map((match) => match[1]));

/** Keys that are put together: t(`span.${span}`), word('category', …), failure(code, …). */
const prefixes = [
  ...[...code.matchAll(/\bt\(\s*`([\w.-]+\.)\$\{/g)].map((match) => match[1] ?? ''),
  ...[...code.matchAll(/\bword\(\s*'([\w-]+)'/g)].map((match) => `${match[1]}.`),
  'problem.',
  ...['messages.', 'state.', 'door.'], // MessagesPage chooses one of two filters
];

describe.each(PARTS)('text of %s', (part) => {
  const chinese = text(part, 'zh-CN');
  const english = text(part, 'en');

  it('has the same keys in both languages', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort());
  });

  it('has the same placeholders in both languages', () => {
    for (const [key, pattern] of Object.entries(chinese))
      expect([key, placeholders(english[key] ?? '')]).toEqual([key, placeholders(pattern)]);
  });

  it('says something under every key', () => {
    for (const words of [chinese, english])
      for (const [key, said] of Object.entries(words)) expect([key, said.trim() !== '']).toEqual([key, true]);
  });

  it('has no key that no page uses', () => {
    const unused = Object.keys(chinese).filter(
      (key) => !quoted.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );

    expect(unused).toEqual([]);
  });
});

describe('the Chinese of refusals', () => {
  const said = Object.keys(text('problem', 'zh-CN'));

  it('says what, why and mend of each code', () => {
    const codes = new Set(said.map((key) => key.replace(/\.(what|why|mend)$/, '')));
    for (const code of codes)
      expect(said.filter((key) => key.startsWith(`${code}.`)).map((key) => key.slice(code.length + 1))).toEqual([
        'what',
        'why',
        'mend',
      ]);
  });
});

describe('keys in the pages', () => {
  const known = new Set(PARTS.flatMap((part) => Object.keys(text(part, 'zh-CN'))));

  it('are all known', () => {
    const asked = [...code.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');

    expect(asked.filter((key) => !known.has(key))).toEqual([]);
    expect(asked.length).toBeGreaterThan(100);
  });

  it('of the entries never repeat a shared key, except the title', () => {
    const shared = Object.keys(text('shared', 'zh-CN'));
    for (const part of ['m', 'console'])
      expect(Object.keys(text(part, 'zh-CN')).filter((key) => shared.includes(key))).toEqual(['page.title']);
  });
});
