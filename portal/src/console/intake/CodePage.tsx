import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { codes, EQUIVALENCES, type OneCode, type Suggestion, type Wish } from '../../api/codes';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Decisions } from './CodeDecisions';
import { CodeRuns, shortOf } from './CodeRuns';
import { valuesOf } from './CodesPage';
import './codes.css';

/** One code of an institution: how it is used, what it may mean, what was decided. */
export default function CodePage() {
  const { t, word, language } = useText();
  const [search] = useSearchParams();
  const institution = search.get('institution') ?? '';
  const system = search.get('system') ?? '';
  const code = search.get('code') ?? '';
  const query = useQuery({
    queryKey: ['intake', 'codes', 'one', institution, system, code],
    queryFn: ({ signal }) => codes.one(institution, system, code, signal),
  });
  return (
    <>
      <p className="back">
        <Link href="/intake/codes">← {t('codes.title')}</Link>
      </p>
      <Shown query={query} lines={8}>
        {(one) => (
          <>
            <h1>
              {one.seen.code} {one.seen.names[0]}
            </h1>
            <p className="lead">
              {one.institutionName} · {word('code-kind', one.seen.kind)} ·{' '}
              <span className={`state ${one.seen.state === 'UNMAPPED' ? 'waiting' : 'stored'}`}>
                {word('code-state', one.seen.state)}
              </span>
            </p>
            <section className="panel">
              <dl className="code-facts">
                <Fact title={t('codes.names')} text={one.seen.names.join('、')} />
                <Fact title={t('codes.system')} text={one.seen.system} />
                <Fact title={t('codes.values')} text={valuesOf(one.seen)} />
                <Fact title={t('codes.specimens')} text={one.seen.specimens.join('、')} />
                <Fact title={t('codes.times')} text={one.seen.occurrences.toLocaleString('en')} />
                <Fact title={t('codes.first')} text={moment(language, one.seen.firstSeen)} />
                <Fact title={t('codes.last')} text={moment(language, one.seen.lastSeen)} />
                <Fact title={t('codes.examples')} text={one.seen.examples.join('、')} />
              </dl>
            </section>
            {one.decisions.length > 0 && (
              <section className="panel">
                <h2>{t('codes.decisions')}</h2>
                <Decisions decisions={one.decisions} />
              </section>
            )}
            {one.decisions.some(({ state }) => state !== 'UNDONE') ? null : <Choose one={one} />}
            <Again one={one} />
            <CodeRuns institution={one.seen.institution} />
          </>
        )}
      </Shown>
    </>
  );
}

function Fact({ title, text }: { title: string; text: string }) {
  return text ? (
    <div>
      <dt>{title}</dt>
      <dd>{text}</dd>
    </div>
  ) : null;
}

function Choose({ one }: { one: OneCode }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [sought, seek] = useState('');
  const [equivalence, relate] = useState<string>('equivalent');
  const [reason, explain] = useState('');
  const [validFrom, hold] = useState('');
  const found = useQuery({
    queryKey: ['intake', 'codes', 'standard', one.seen.kind, sought],
    queryFn: ({ signal }) => codes.standard(one.seen.kind, sought, signal),
    enabled: sought !== '',
  });
  const decide = useMutation({
    mutationFn: (wish: Partial<Wish>) =>
      codes.decide(one.seen.institution, [
        { system: one.seen.system, code: one.seen.code, equivalence, reason, validFrom: validFrom || null, ...wish },
      ]),
    onSuccess: () => client.invalidateQueries({ queryKey: ['intake', 'codes'] }),
  });
  const accept = ({ system, code, display }: Suggestion) =>
    decide.mutate({ targetSystem: system, targetCode: code, targetDisplay: display });
  return (
    <section className="panel">
      <h2>{t('codes.suggestions')}</h2>
      <div className="filter-row">
        <label>
          <span>{t('codes.equivalence')}</span>
          <select value={equivalence} onChange={({ target }) => relate(target.value)}>
            {EQUIVALENCES.map((each) => (
              <option key={each} value={each}>
                {word('equivalence', each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t('codes.from-day')}</span>
          <input type="date" value={validFrom} onChange={({ target }) => hold(target.value)} />
        </label>
      </div>
      {decide.error && <ProblemView failure={decide.error} />}
      {one.suggestions.length === 0 ? (
        <Empty title={t('codes.no-suggestions')}>{t('codes.no-suggestions-hint')}</Empty>
      ) : (
        <Offers all={one.suggestions} accept={accept} busy={decide.isPending} />
      )}
      <h3>{t('codes.other')}</h3>
      <Input.Search
        aria-label={t('codes.other')}
        placeholder={t('codes.other-hint')}
        enterButton={t('codes.find')}
        onSearch={(text) => seek(text.trim())}
      />
      {sought !== '' && (
        <Shown query={found} lines={3}>
          {(all) =>
            all.length === 0 ? (
              <Empty title={t('codes.nothing-found')} />
            ) : (
              <Offers all={all} accept={accept} busy={decide.isPending} />
            )
          }
        </Shown>
      )}
      <h3>{t('codes.no-counterpart')}</h3>
      <label htmlFor="code-reason">{t('codes.reason')}</label>
      <Input.TextArea
        id="code-reason"
        rows={2}
        maxLength={500}
        value={reason}
        onChange={({ target }) => explain(target.value)}
      />
      <div className="filter-row">
        <Button
          disabled={reason.trim() === ''}
          loading={decide.isPending}
          onClick={() => decide.mutate({ equivalence: 'unmatched' })}
        >
          {t('codes.say-none')}
        </Button>
      </div>
    </section>
  );
}

function Offers({ all, accept, busy }: { all: Suggestion[]; accept: (one: Suggestion) => void; busy: boolean }) {
  const { t, word } = useText();
  return (
    <ul className="code-offers">
      {all.map((each) => (
        <li key={`${each.system} ${each.code}`}>
          <div>
            <b>
              {each.code} {each.display}
            </b>{' '}
            <span className="fine url">{shortOf(each.system)}</span>
            <p className="fine">
              <b>{Math.round(each.score * 100)}%</b>{' '}
              {(each.reasons ?? []).map(({ why, words }) => `${word('code-why', why)} ${words}`).join('；')}
            </p>
          </div>
          <Button type="primary" disabled={busy} onClick={() => accept(each)}>
            {t('codes.accept')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** Earlier records get what was decided only when somebody asks for it. */
function Again({ one }: { one: OneCode }) {
  const { t } = useText();
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: () => codes.again(one.seen.institution, one.seen.system, one.seen.kind),
    onSuccess: () => client.invalidateQueries({ queryKey: ['intake', 'codes', 'runs'] }),
  });
  return (
    <section className="panel">
      <h2>{t('codes.again')}</h2>
      <p>{t('codes.again-hint')}</p>
      {begin.error && <ProblemView failure={begin.error} />}
      <Button loading={begin.isPending} onClick={() => begin.mutate()}>
        {t('codes.again-begin')}
      </Button>
    </section>
  );
}
