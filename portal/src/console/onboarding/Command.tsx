import { useState } from 'react';
import { useText } from '../../shared/text';

/** A command to be copied. */
export function Command({ text }: { text: string }) {
  const { t } = useText();
  const [copied, say] = useState(false);
  return (
    <div className="command">
      <pre>{text}</pre>
      <button
        type="button"
        className="quiet"
        onClick={() => void navigator.clipboard?.writeText(text).then(() => say(true))}
      >
        {t(copied ? 'onboarding.copied' : 'onboarding.copy')}
      </button>
    </div>
  );
}
