import { useState } from 'react';
import { useText } from '../shared/text';

/** A file is chosen in the words of the page: the field that a browser draws speaks the browser's language. */
export function FileChoice({ accept, choose }: { accept: string; choose: (file: File | null) => void }) {
  const { t } = useText();
  const [name, call] = useState<string | null>(null);
  return (
    <label className="file-choice">
      <input
        type="file"
        className="unseen"
        accept={accept}
        onChange={({ target }) => {
          const file = target.files?.[0] ?? null;
          call(file?.name ?? null);
          choose(file);
        }}
      />
      <span className="file-button">{t('file.choose')}</span>
      <span className="fine">{name ?? t('file.none')}</span>
    </label>
  );
}
