import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Words } from '../api/contract';

type Dictionary = Record<string, string>;
type SharedKey = keyof typeof import('../text/shared/zh-CN.json');
type PhoneKey = keyof typeof import('../text/m/zh-CN.json');
type ConsoleKey = keyof typeof import('../text/console/zh-CN.json');
type AccountKey = keyof typeof import('../text/account/zh-CN.json');
type CodeKey = keyof typeof import('../text/code/zh-CN.json');
type ConsentKey = keyof typeof import('../text/consent/zh-CN.json');
/** Every key of the Chinese text; a test holds the English one to the same keys and placeholders. */
export type TextKey = SharedKey | PhoneKey | ConsoleKey | ConsentKey | AccountKey | CodeKey;

export type Language = 'zh-CN' | 'en';
export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

export type Loader = Record<Language, () => Promise<Dictionary>>;
type Values = Record<string, string | number>;

export interface Text {
  language: Language;
  /** The text of a key, its placeholders `{name}` filled. */
  t(key: TextKey, values?: Values): string;
  /** The text of a code of the platform under a kind, such as category and laboratory; an unknown code as it is. */
  word(kind: string, code: string | null | undefined): string;
  /** What to say about a failure with a code, if these pages word it themselves. */
  failure(code: string, part: 'what' | 'why' | 'mend'): string | undefined;
  /** What the platform said in both languages. */
  say(words: Words | string | null | undefined): string;
  speak(language: Language): void;
}

const KEPT = 'tongmai.language';
const TextContext = createContext<Text | null>(null);

/** Fills `{name}` placeholders; an unknown one stays as it is, so that it is seen. */
export function fill(pattern: string, values: Values = {}): string {
  return pattern.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all));
}

export function textOf(language: Language, dictionary: Dictionary, speak: (language: Language) => void): Text {
  return {
    language,
    t: (key, values) => fill(dictionary[key] ?? key, values),
    word: (kind, code) => (code ? (dictionary[`${kind}.${code}`] ?? code) : ''),
    failure: (code, part) => dictionary[`problem.${code}.${part}`],
    say: (words) => (words == null ? '' : typeof words === 'string' ? words : language === 'en' ? words.en : words.zh),
    speak,
  };
}

/** Text that only the parts around {@code children} need, loaded with them. */
export function MoreText({ loader, children }: { loader: Loader; children: ReactNode }) {
  const text = useText();
  const [more, load] = useState<Dictionary | null>(null);
  const { language } = text;
  useEffect(() => {
    let wanted = true;
    void loader[language]().then((dictionary) => wanted && load(dictionary));
    return () => {
      wanted = false;
    };
  }, [loader, language]);
  const value = useMemo(
    () =>
      more && {
        ...text,
        t: (key: TextKey, values?: Values) => (key in more ? fill(more[key] ?? key, values) : text.t(key, values)),
      },
    [text, more],
  );
  return value && <TextContext value={value}>{children}</TextContext>;
}

export function useText(): Text {
  const text = useContext(TextContext);
  if (!text) throw new Error('no text around this component');
  return text;
}

/** The language kept from the last visit; else English where the browser asks for it before Chinese; else Chinese. */
export function keptLanguage(): Language {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept) return kept === 'en' ? 'en' : 'zh-CN';
  } catch {
    // a WebView without storage
  }
  const wished = navigator.languages.find((one) => /^(zh|en)\b/i.test(one));
  return wished?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // a WebView without storage: the choice lasts until the page is closed
  }
}

/** Loads the text of one language before anything is shown, so that no key ever flashes up. */
export function TextProvider({ loader, children }: { loader: Loader; children: ReactNode }) {
  const [shown, show] = useState<{ language: Language; dictionary: Dictionary } | null>(null);

  const load = useCallback(
    (language: Language) => {
      void loader[language]().then((dictionary) => show({ language, dictionary }));
    },
    [loader],
  );
  const speak = useCallback(
    (language: Language) => {
      keep(KEPT, language);
      load(language);
    },
    [load],
  );
  useEffect(() => load(keptLanguage()), [load]);
  useEffect(() => {
    if (!shown) return;
    document.documentElement.lang = shown.language;
    const title = shown.dictionary['page.title'];
    if (title) document.title = title;
  }, [shown]);

  const text = useMemo(() => shown && textOf(shown.language, shown.dictionary, speak), [shown, speak]);
  return text && <TextContext value={text}>{children}</TextContext>;
}

export function LanguageSwitch() {
  const { language, speak } = useText();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <button type="button" className="quiet" lang={other} onClick={() => speak(other)}>
      {language === 'en' ? '中文' : 'English'}
    </button>
  );
}
