import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Link, useParams } from 'wouter';
import { intake } from '../../api/client';
import type { MessageDetail } from '../../api/contract';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Attempts } from './Attempts';
import { useRefusal } from './refusal';
import { editable, restored, spotOf } from './body';

/** One message: what is wrong with it and where, its text to mend, and what came of each attempt. */
export default function MessagePage() {
  const { t } = useText();
  const { message = '' } = useParams<{ message: string }>();
  const query = useQuery({
    queryKey: ['intake', 'message', message],
    queryFn: ({ signal }) => intake.message(message, signal),
    refetchOnWindowFocus: false,
  });
  return (
    <>
      <p className="back">
        <Link href="/intake/messages">← {t('nav.messages')}</Link>
      </p>
      <Shown query={query} lines={8}>
        {(detail) => (
          <>
            <Head message={detail} />
            <Mending key={`${detail.id} ${detail.attempts.length}`} message={detail} body={detail.body} />
            <Attempts message={detail} />
          </>
        )}
      </Shown>
    </>
  );
}

function Head({ message }: { message: MessageDetail }) {
  const { t, word, language } = useText();
  return (
    <header className="banner">
      <h1>
        {message.kind ?? t('message.unknown-kind')}{' '}
        <span className={`state ${message.state.toLowerCase()}`} data-test="message-state" data-state={message.state}>
          {word('state', message.state)}
        </span>
      </h1>
      <dl>
        <div>
          <dt>{t('column.received-at')}</dt>
          <dd>{moment(language, message.receivedAt)}</dd>
        </div>
        <div>
          <dt>{t('messages.door')}</dt>
          <dd>{word('door', message.door)}</dd>
        </div>
        <div>
          <dt>{t('column.control-id')}</dt>
          <dd>{message.controlId ?? '—'}</dd>
        </div>
        <div>
          <dt>{t('column.patient')}</dt>
          <dd>{message.patientMasked ?? '—'}</dd>
        </div>
      </dl>
    </header>
  );
}

function Mending({ message, body }: { message: MessageDetail; body: string | null }) {
  const { t } = useText();
  const client = useQueryClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const { text: newest, end } = editable(body ?? '');
  const arrivedText = editable(message.original ?? body ?? '').text;
  const [text, setText] = useState(newest);
  const [arrived, setArrived] = useState(false);
  const changed = text !== newest;
  const open = message.state === 'REFUSED' || message.state === 'WAITING';
  const rerun = useMutation({
    mutationFn: () => intake.rerun(message.id, changed ? restored(text, end) : undefined),
    onSettled: () => client.invalidateQueries({ queryKey: ['intake'] }),
  });
  const show = (from: number, to: number) => {
    flushSync(() => setArrived(false));
    area.current?.focus();
    area.current?.setSelectionRange(from, to);
  };

  return (
    <div className="columns mending">
      <aside>
        <Verdict message={message} text={text} show={show} />
        <KeptOnly places={message.keptOnly} text={text} show={show} />
      </aside>
      <section className="panel" aria-labelledby="body-title">
        <h2 id="body-title">{t('message.body')}</h2>
        {body === null && <p>{t(message.state === 'STORED' ? 'message.no-body-stored' : 'message.no-body')}</p>}
        {message.original && (
          <div className="chips" role="group" aria-label={t('message.body')}>
            {[false, true].map((one) => (
              <button
                key={String(one)}
                type="button"
                className="chip"
                aria-pressed={arrived === one}
                onClick={() => setArrived(one)}
              >
                {t(one ? 'message.body-arrived' : 'message.body-mended')}
              </button>
            ))}
          </div>
        )}
        {arrived && message.original && (
          <textarea
            aria-labelledby="body-title"
            className="body"
            spellCheck={false}
            readOnly
            rows={rows(arrivedText)}
            value={arrivedText}
          />
        )}
        <textarea
          ref={area}
          hidden={body === null || arrived}
          aria-labelledby="body-title"
          className="body"
          spellCheck={false}
          readOnly={!open}
          rows={rows(newest)}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {rerun.error && <ProblemView failure={rerun.error} />}
        {open && body !== null && !arrived && (
          <div className="buttons">
            <Button type="primary" loading={rerun.isPending} onClick={() => rerun.mutate()}>
              {t(changed ? 'message.rerun-mended' : 'message.rerun')}
            </Button>
            <Button disabled={text === arrivedText} onClick={() => setText(arrivedText)}>
              {t('message.undo')}
            </Button>
          </div>
        )}
      </section>
    </div>
  );
}

/** What of the message has no place in the record; each place jumps to its line in the text. */
function KeptOnly({
  places,
  text,
  show,
}: {
  places: string[];
  text: string;
  show: (from: number, to: number) => void;
}) {
  const { t } = useText();
  if (places.length === 0) return null;
  return (
    <details className="panel" data-test="kept-only">
      <summary>
        {t('message.kept-only')} · {places.length}
      </summary>
      <p className="fine">{t('message.kept-only.why')}</p>
      <p>
        {places.map((place) => {
          const spot = spotOf(text, place);
          return spot ? (
            <Button key={place} size="small" onClick={() => show(spot.from, spot.to)}>
              {place}
            </Button>
          ) : (
            <code key={place}>{place}</code>
          );
        })}
      </p>
    </details>
  );
}

function rows(text: string) {
  return Math.min(24, Math.max(8, text.split('\n').length + 1));
}

/** What, why, mend and where; each place jumps to its line in the text. */
function Verdict({
  message,
  text,
  show,
}: {
  message: MessageDetail;
  text: string;
  show: (from: number, to: number) => void;
}) {
  const { t } = useText();
  const say = useRefusal();
  if (message.state === 'STORED' || message.state === 'RESOLVED' || !message.code)
    return (
      <div className="notice" role="status" data-test="verdict">
        <p>{t(message.state === 'RESOLVED' ? 'message.resolved' : 'message.no-fault')}</p>
        {message.code && <p className="fine">{t('message.remark', { remark: say(message, 'what') })}</p>}
      </div>
    );
  return (
    <section className="problem" role="status" data-test="verdict" data-code={message.code}>
      <h2>{say(message, 'what')}</h2>
      <dl>
        <div>
          <dt>{t('problem.why')}</dt>
          <dd>{say(message, 'why')}</dd>
        </div>
        <div>
          <dt>{t('problem.mend')}</dt>
          <dd>{say(message, 'mend')}</dd>
        </div>
        {message.where.length > 0 && (
          <div>
            <dt>{t('message.where')}</dt>
            <dd>
              {message.where.map((where) => {
                const spot = spotOf(text, where);
                return spot ? (
                  <Button key={where} size="small" onClick={() => show(spot.from, spot.to)}>
                    {t('message.at-line', { where, line: spot.line })}
                  </Button>
                ) : (
                  <code key={where}>{where}</code>
                );
              })}
            </dd>
          </div>
        )}
      </dl>
      <p className="fine">{t('problem.code', { code: message.code })}</p>
    </section>
  );
}
