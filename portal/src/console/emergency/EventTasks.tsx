import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { emergency, type EventWhole, type Task } from '../../api/emergency';
import { moment } from '../../shared/format';
import { Empty } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';
import { Due } from '../surveillance/SignalsPage';
import { inHours } from './EventPage';

const SHOWN = ['all', 'open', 'overdue', 'done'] as const;
type Show = (typeof SHOWN)[number];

/** What is to be done, from the plan and by hand. */
export function EventTasks({ whole, past }: { whole: EventWhole; past: boolean }) {
  const { t, say } = useText();
  const client = useQueryClient();
  const [search, change] = useSearchParams();
  const [adding, add] = useState(false);
  const show: Show = SHOWN.find((one) => one === search.get('show')) ?? 'all';
  const { event, standing, roles, now } = whole;
  const acting = standing !== 'SEES' && !past && event.status !== 'CLOSED';
  const tasks = whole.tasks.filter((task) => shows(show, task, now));
  const names = new Map(roles.map(({ role, name }) => [role, say(name)]));
  return (
    <section className="panel" data-test="tasks">
      <h2>{t('event-part.tasks')}</h2>
      <div className="chips" role="group" aria-label={t('event-part.tasks')}>
        {SHOWN.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={show === one}
            onClick={() =>
              change(
                (before) => {
                  const next = new URLSearchParams(before);
                  next.set('show', one);
                  return next;
                },
                { replace: true },
              )
            }
          >
            {t(`task-show.${one}`)}
          </button>
        ))}
      </div>
      {tasks.length === 0 ? (
        <Empty title={t('events.no-tasks')} />
      ) : (
        <ul className="plain tasks">
          {tasks.map((task) => (
            <li key={task.number} data-test="task" data-state={task.state}>
              <TaskRow
                event={event.id}
                task={task}
                role={names.get(task.role) ?? ''}
                now={now}
                acting={acting}
                cancels
              />
            </li>
          ))}
        </ul>
      )}
      {acting && <Button onClick={() => add(true)}>{t('events.set-task')}</Button>}
      {adding && (
        <FormDialog
          title="events.set-task"
          fields={[
            { name: 'words', label: 'events.task', hint: 'events.nameless', long: true },
            {
              name: 'role',
              label: 'events.role',
              optional: true,
              options: roles.map(({ role, name }) => ({ value: role, label: say(name) })),
            },
            { name: 'assignee', label: 'events.assignee', hint: 'events.assignee-hint', optional: true },
            { name: 'hours', label: 'events.in-hours', hint: 'events.hours-hint' },
          ]}
          start={{ hours: '24' }}
          send={({ hours, ...values }) =>
            emergency.write(event.id, 'tasks', { ...values, dueAt: inHours(hours ?? '') })
          }
          done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
          close={() => add(false)}
        />
      )}
    </section>
  );
}

const open = ({ state }: Task) => state === 'SET' || state === 'RECEIVED';

function shows(show: Show, task: Task, now: string): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'open':
      return open(task);
    case 'overdue':
      return open(task) && Date.parse(task.dueAt) < Date.parse(now);
    case 'done':
      return task.state === 'DONE';
  }
}

/** One task with what may be done about it. */
export function TaskRow({
  event,
  task,
  role,
  now,
  acting,
  cancels,
}: {
  event: string;
  task: Task;
  role: string;
  now: string;
  acting: boolean;
  cancels: boolean;
}) {
  const { t, say, word, language } = useText();
  const client = useQueryClient();
  const [deed, take] = useState<'receive' | 'finish' | 'cancel' | null>(null);
  return (
    <>
      <div>
        <b>
          {task.number}. {say(task.words)}
        </b>{' '}
        <span className="state">{word('task-state', task.state)}</span>{' '}
        {task.planned && <span className="mark">{t('events.planned')}</span>}{' '}
        {task.escalated > 0 && open(task) && (
          <span className="mark bad">{t(task.escalated > 1 ? 'events.told-above' : 'events.told-owner')}</span>
        )}
      </div>
      <p className="fine">
        {[role, task.assignee?.name, t('events.due', { at: moment(language, task.dueAt) })].filter(Boolean).join(' · ')}{' '}
        {open(task) && <Due due={task.dueAt} now={now} />}
      </p>
      {task.handledAt && (
        <p className="fine">
          {task.by} {moment(language, task.handledAt)}
          {task.feedback && `：${task.feedback}`}
        </p>
      )}
      {acting && open(task) && (
        <div className="buttons">
          {task.state === 'SET' && <Button onClick={() => take('receive')}>{t('task-deed.receive')}</Button>}
          <Button type={task.state === 'SET' ? 'default' : 'primary'} onClick={() => take('finish')}>
            {t('task-deed.finish')}
          </Button>
          {cancels && <Button onClick={() => take('cancel')}>{t('task-deed.cancel')}</Button>}
        </div>
      )}
      {deed && (
        <FormDialog
          title={`task-deed.${deed}`}
          fields={[
            {
              name: 'words',
              label: 'events.feedback',
              hint: 'events.nameless',
              long: true,
              optional: deed === 'receive',
            },
          ]}
          send={({ words }) => emergency.task(event, task.number, deed, words ?? '')}
          done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
          close={() => take(null)}
        />
      )}
    </>
  );
}
