import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useId, useState } from 'react';
import { Link, useParams } from 'wouter';
import { surveillance, type CardDeed, type CardFields, type CardWhole } from '../../api/surveillance';
import { Problem } from '../../api/http';
import { day, moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useSession } from '../../shared/session';
import { Shown } from '../../shared/states';
import { useText, type TextKey } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';
import { ClockMark } from './ClockMark';
import './surveillance.css';

const AGAIN = 30_000;
const FIELDS = [
  'disease',
  'onset',
  'name',
  'guardian',
  'number',
  'sex',
  'birthDate',
  'workplace',
  'phone',
  'belongs',
  'address',
  'occupation',
  'course',
  'death',
  'doctor',
  'remark',
] as const;
type FieldName = (typeof FIELDS)[number];
const BELONGS = ['1', '2', '3', '4', '5', '6'];
const DATES: FieldName[] = ['birthDate', 'onset', 'death'];
const COURSES = ['0', '1', '2'];
/** Hepatitis B and C, schistosomiasis: acute or chronic is asked. */
const WITH_COURSE = ['0302', '0303', '3100'];
const OCCUPATIONS = '1 2 3 4 5 6 7 8 9 16 17 18 19 20 22 23 24 28 29'.split(' ');

/** One report card: filled from the record, its clock, and one click to sign it. */
export default function CardPage() {
  const { t } = useText();
  const { card } = useParams<{ card: string }>();
  const query = useQuery({
    queryKey: ['surveillance', 'card', card],
    queryFn: ({ signal }) => surveillance.card(card, signal),
    staleTime: AGAIN,
  });
  return (
    <>
      <p className="back">
        <Link href="/surveillance/cards">{t('cards.back')}</Link>
      </p>
      <Shown query={query} lines={10}>
        {(whole) => <Card key={whole.card.revision} whole={whole} />}
      </Shown>
    </>
  );
}

type Deed = 'confirm' | 'discard' | 'correct' | 'withdraw' | 'agree' | 'return';

function deeds(role: string, state: string): Deed[] {
  if (role === 'CDC') return state === 'SENT' ? ['agree', 'return'] : [];
  if (state === 'DRAFT') return ['confirm', 'discard'];
  return ['SENT', 'RETURNED', 'FINAL'].includes(state) ? ['correct', 'withdraw'] : [];
}

function Card({ whole }: { whole: CardWhole }) {
  const { t, say, word, language } = useText();
  const { role } = useSession();
  const client = useQueryClient();
  const [written, write] = useState<Partial<Record<FieldName, string>>>({});
  const [asking, ask] = useState<Deed | null>(null);
  const { card, fields, now } = whole;
  const may = card.duplicateOf ? [] : deeds(role, card.state);
  const writable = may.includes('confirm') || may.includes('correct');
  const send = (deed: Deed, reason: string) => {
    const body: CardDeed = { revision: card.revision, reason };
    if (deed === 'agree' || deed === 'return')
      return surveillance.act(card.id, 'review', { ...body, agreed: deed === 'agree' });
    if (deed === 'confirm' || deed === 'correct') body.fields = written;
    return surveillance.act(card.id, deed, body);
  };
  const again = () => client.invalidateQueries({ queryKey: ['surveillance'] });
  const now_ = useMutation({ mutationFn: (deed: Deed) => send(deed, ''), onSuccess: again });
  const missing = now_.error instanceof Problem ? now_.error.where : [];
  const names = useQuery({
    queryKey: ['surveillance', 'diseases'],
    queryFn: ({ signal }) => surveillance.diseases(signal),
    staleTime: Infinity,
    enabled: writable,
  });
  const kept = { ...fields, disease: card.disease, onset: card.onset };
  const asked = (name: FieldName) =>
    name === 'guardian'
      ? (card.years ?? 99) <= 14
      : name !== 'course' || WITH_COURSE.includes(written.disease ?? card.disease) || fields.course !== '';
  const choices = (name: FieldName): [string, string][] | null => {
    switch (name) {
      case 'sex':
        return ['男', '女'].map((code) => [code, code]);
      case 'belongs':
        return BELONGS.map((code) => [code, word('belongs', code)]);
      case 'occupation':
        return OCCUPATIONS.map((code) => [code, word('occupation', code)]);
      case 'course':
        return COURSES.map((code) => [code, word('course', code)]);
      case 'disease':
        return names.data?.diseases.map((each) => [each.code, say(each.name)]) ?? [[card.disease, say(card.name)]];
      default:
        return null;
    }
  };
  return (
    <>
      <header className="page-head">
        <h1>
          {say(card.name)} <span className={card.strict ? 'mark bad' : 'mark'}>{card.classed}</span>
        </h1>
        <ClockMark card={card} now={now} />
      </header>
      <p className="lead" data-test="card-state">
        {t('card.number', { id: card.id })} · {word('card-state', card.state)} · {word('certainty', card.certainty)} ·{' '}
        {t('card.filled', { percent: Math.round(card.filled * 100) })}
      </p>
      {card.proposed && (
        <p className="notice">
          {t(card.proposed.certainty === 'EXCLUDED' ? 'card.excluded' : 'card.proposed', {
            certainty: card.proposed.certainty === 'EXCLUDED' ? '' : word('certainty', card.proposed.certainty),
            disease: say(card.proposed.disease),
            at: moment(language, card.proposed.dueAt),
          })}
        </p>
      )}
      {card.duplicateOf && (
        <p className="notice">
          {t('card.duplicate')}{' '}
          <Link href={`/surveillance/cards/${card.duplicateOf}`}>{t('card.number', { id: card.duplicateOf })}</Link>
        </p>
      )}
      <section className="panel">
        <h2>{t('card.fields')}</h2>
        <div className="card-fields">
          {FIELDS.filter(asked).map((name) => (
            <FieldOf
              key={name}
              name={name}
              value={written[name] ?? kept[name]}
              options={choices(name)}
              writable={writable}
              missing={missing.includes(name)}
              derived={name === 'occupation' && fields.occupationDerived && written.occupation === undefined}
              write={(value) => write((before) => ({ ...before, [name]: value }))}
            />
          ))}
        </div>
        <Times whole={whole} />
        {now_.error && <ProblemView failure={now_.error} />}
        {may.length > 0 && (
          <div className="buttons">
            {may.map((deed, place) => (
              <Button
                key={deed}
                type={place === 0 ? 'primary' : 'default'}
                loading={now_.isPending && now_.variables === deed}
                onClick={() => (deed === 'confirm' || deed === 'agree' ? now_.mutate(deed) : ask(deed))}
              >
                {t(`card.do.${deed}`)}
              </Button>
            ))}
          </div>
        )}
      </section>
      <Why whole={whole} />
      {asking && (
        <FormDialog
          title={`card.do.${asking}` as TextKey}
          fields={[{ name: 'reason', label: 'card.reason', hint: 'card.reason-hint', long: true }]}
          send={({ reason = '' }) => send(asking, reason)}
          done={() => void again()}
          close={() => ask(null)}
        />
      )}
    </>
  );
}

function FieldOf({
  name,
  value,
  options,
  writable,
  missing,
  derived,
  write,
}: {
  name: FieldName;
  value: string;
  /** Codes with what they mean; null for what is written freely. */
  options: [string, string][] | null;
  writable: boolean;
  missing: boolean;
  derived: boolean;
  write: (value: string) => void;
}) {
  const { t } = useText();
  const id = useId();
  const said = options?.find(([code]) => code === value)?.[1] ?? value;
  return (
    <div className={missing ? 'card-field lacking' : 'card-field'}>
      <label htmlFor={id}>{t(`card.field.${name}`)}</label>
      {!writable ? (
        <p id={id}>{said || '—'}</p>
      ) : options ? (
        <select id={id} value={value} onChange={(event) => write(event.target.value)}>
          {name !== 'disease' && <option value="" />}
          {options.map(([code, words]) => (
            <option key={code} value={code}>
              {words}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          type={DATES.includes(name) ? 'date' : 'text'}
          autoComplete="off"
          aria-invalid={missing}
          onChange={(event) => write(event.target.value)}
        />
      )}
      {derived && <p className="fine">{t('card.derived')}</p>}
    </div>
  );
}

function Times({ whole: { card, fields } }: { whole: { card: CardWhole['card']; fields: CardFields } }) {
  const { t, language } = useText();
  const times: [TextKey, string][] = [
    ['cards.diagnosed', moment(language, card.diagnosedAt)],
    ['card.due', moment(language, card.dueAt)],
    ['card.known', moment(language, card.knownAt)],
    ['card.sent', moment(language, card.sentAt)],
    ['card.review-due', moment(language, card.reviewDueAt)],
    ['card.reviewed', moment(language, card.reviewedAt)],
    ['card.institution', fields.institution],
    ['card.filled-on', day(language, fields.filledOn)],
  ];
  return (
    <dl className="card-times">
      {times
        .filter(([, value]) => value !== '')
        .map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** What it rests on, and what happened. */
function Why({ whole: { evidence, events } }: { whole: CardWhole }) {
  const { t, say, word, language } = useText();
  return (
    <div className="columns even">
      <section className="panel" data-test="evidence">
        <h2>{t('card.evidence')}</h2>
        <ul className="plain">
          {evidence.map((one) => (
            <li key={one.resource + one.trigger}>
              <span className="mark">{say(one.words)}</span> {say(one.why.sentence)}
              <br />
              <span className="fine">
                {moment(language, one.at)} · {one.why.facts.map((fact) => say(fact.words)).join('；')}
              </span>
            </li>
          ))}
        </ul>
        {evidence.length === 0 && <p className="fine">{t('card.no-evidence')}</p>}
      </section>
      <section className="panel" data-test="history">
        <h2>{t('card.history')}</h2>
        <ol className="plain">
          {events.map((event) => (
            <li key={event.at + event.kind}>
              <b>{word('card-event', event.kind)}</b> {event.name}
              {event.reason && `：${event.reason}`}
              <br />
              <span className="fine">{moment(language, event.at)}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
