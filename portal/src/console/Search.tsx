import { useEffect, useEffectEvent, useState } from 'react';

const PAUSE = 300;

/** A search that asks once the typing has paused; what is asked otherwise, by a link or going back, stands in it. */
export function Search({ label, asked, ask }: { label: string; asked: string; ask: (words: string) => void }) {
  const [typed, type] = useState(asked);
  const [shown, show] = useState(asked);
  if (shown !== asked) {
    show(asked);
    if (typed.trim() !== asked) type(asked);
  }
  const paused = useEffectEvent(() => {
    const words = typed.trim();
    if (words !== asked) ask(words);
  });
  useEffect(() => {
    const timer = setTimeout(paused, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
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
