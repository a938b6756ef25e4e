import type { Holder } from '../../api/healthcode';
import { useText } from '../../shared/text';

/** Whose code: mine or, in another colour, that of somebody in my care. */
export function Holders({
  codes,
  chosen,
  choose,
}: {
  codes: Holder[];
  chosen: Holder | undefined;
  choose: (code: string) => void;
}) {
  const { t, word } = useText();
  return (
    <div className="chips" role="group" aria-label={t('code.whose')}>
      {codes.map(({ code, name, guardianship }) => (
        <button
          key={code.id}
          type="button"
          className="chip"
          aria-pressed={code.id === chosen?.code.id}
          onClick={() => choose(code.id)}
        >
          {guardianship ? `${name} · ${word('guardianship', guardianship.relation)}` : t('code.own', { name })}
        </button>
      ))}
    </div>
  );
}
