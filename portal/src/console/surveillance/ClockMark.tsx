import { useText } from '../../shared/text';
import type { CardLine } from '../../api/surveillance';
import { passed, span } from './clock';

/** The clock of a card: what is left until the report is due, or how it was kept. */
export function ClockMark({ card, now }: { card: CardLine; now: string }) {
  const { t, word } = useText();
  const units = { day: t('clock.day'), hour: t('clock.hour'), minute: t('clock.minute') };
  if (card.state === 'HISTORY') return <span className="fine">{t('clock.none')}</span>;
  if (card.state === 'DISCARDED') return <span className="fine">—</span>;
  if (card.sentAt)
    return (
      <span className={card.verdict === 'LATE' ? 'mark bad' : 'mark good'}>{word('verdict-kept', card.verdict)}</span>
    );
  const left = Date.parse(card.dueAt) - Date.parse(now);
  const tone = card.level === 'OVERDUE' ? 'bad' : card.level === 'RUNNING' ? 'good' : 'warned';
  return (
    <span className={`countdown ${tone}`} data-level={card.level}>
      <span>{t(left < 0 ? 'clock.over' : 'clock.left', { span: span(left, units) })}</span>
      <span className="countdown-bar" aria-hidden="true">
        <span style={{ width: `${Math.round(100 * passed(card.diagnosedAt, card.dueAt, now))}%` }} />
      </span>
    </span>
  );
}
