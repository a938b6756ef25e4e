import { Button } from 'antd';
import { Link, useSearchParams } from 'wouter';
import { intake, type MessageFilter } from '../../api/client';
import type { Message } from '../../api/contract';
import { usePages } from '../../api/queries';
import { moment } from '../../shared/format';
import { useSession } from '../../shared/session';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Search } from '../Search';
import { useRefusal } from './refusal';

const STATES = ['REFUSED', 'WAITING', 'STORED', 'RESOLVED'];
const DOORS = ['FHIR', 'HL7V2', 'CDA', 'TABLE'];

/** What came in, newest first, page by page; filters stand in the URL. */
export default function MessagesPage() {
  const { t, word } = useText();
  const [search, change] = useSearchParams();
  const operator = useSession().role === 'OPERATOR';
  const filter: MessageFilter = {
    state: search.get('state'),
    door: search.get('door'),
    code: search.get('code'),
    controlId: search.get('number'),
    unnamed: operator && search.get('unnamed') === 'true' ? 'true' : null,
  };
  const set = (name: 'state' | 'door' | 'code' | 'number' | 'unnamed', value: string) =>
    change(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const query = usePages(['intake', 'messages', filter], (next, signal) => intake.messages(filter, next, signal), true);
  const choice = (name: 'state' | 'door', values: string[]) => (
    <label>
      <span>{t(`messages.${name}`)}</span>
      <select value={filter[name] ?? ''} onChange={(event) => set(name, event.target.value)}>
        <option value="">{t('messages.all')}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {word(name, value)}
          </option>
        ))}
      </select>
    </label>
  );

  return (
    <>
      <h1>{t('messages.title')}</h1>
      <div className="filter-row">
        <Search label={t('messages.number')} asked={filter.controlId ?? ''} ask={(number) => set('number', number)} />
        {choice('state', STATES)}
        {choice('door', DOORS)}
        {operator && (
          <label>
            <span>{t('messages.sender')}</span>
            <select value={filter.unnamed ?? ''} onChange={(event) => set('unnamed', event.target.value)}>
              <option value="">{t('messages.all')}</option>
              <option value="true">{t('messages.unnamed')}</option>
            </select>
          </label>
        )}
        {filter.code && (
          <Button onClick={() => set('code', '')}>{t('messages.drop-code', { code: filter.code })}</Button>
        )}
        <Button onClick={() => void query.refetch()} loading={query.isRefetching}>
          {t('messages.refresh')}
        </Button>
      </div>
      <Shown query={query} lines={8}>
        {({ pages }) => {
          const messages = pages.flatMap((page) => page.messages);
          return (
            <>
              {messages.length === 0 ? (
                <Empty title={t('messages.none')}>{t('messages.none-hint')}</Empty>
              ) : (
                <Messages messages={messages} operator={operator} />
              )}
              <More query={query} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

function Messages({ messages, operator }: { messages: Message[]; operator: boolean }) {
  const { t, word, language } = useText();
  const say = useRefusal();
  return (
    <Grid
      label={t('messages.title')}
      rows={messages}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t('column.received-at'),
          cell: (row) => <Link href={`/intake/messages/${row.id}`}>{moment(language, row.receivedAt)}</Link>,
        },
        ...(operator
          ? [
              {
                title: t('messages.sender'),
                cell: (row: Message) => row.institution?.name ?? t('messages.unnamed'),
              },
            ]
          : []),
        { title: t('messages.door'), cell: (row) => word('door', row.door) },
        { title: t('column.kind'), cell: (row) => row.kind ?? '—' },
        { title: t('column.control-id'), cell: (row) => row.controlId ?? '—' },
        { title: t('column.patient'), cell: (row) => row.patientMasked ?? '—' },
        {
          title: t('messages.state'),
          cell: (row) => <span className={`state ${row.state.toLowerCase()}`}>{word('state', row.state)}</span>,
        },
        { title: t('column.what'), cell: (row) => say(row, 'what') },
        { title: t('column.attempts'), cell: (row) => row.attempts, figure: true },
      ]}
    />
  );
}
