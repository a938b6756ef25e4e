import { useEffect, useState } from 'react';

const PAUSE = 300;

/** A search that asks once the typing has paused. */
export function Search({ label, asked, ask }: { label: string; asked: string; ask: (words: string) => void }) {
  const [typed, type] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = typed.trim();
      if (next !== asked) ask(next);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed, asked, ask]);
  return (
    <input
      type="search"
      className="search"
      value={typed}
      aria-label={label}
      placeholder={label}
      onChange={(event) => type(event.target.value)}
    />
  );
}
