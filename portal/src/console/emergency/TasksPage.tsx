import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { emergency } from '../../api/emergency';
import { useSession } from '../../shared/session';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';
import '../surveillance/surveillance.css';
import './emergency.css';
import { RESOURCES } from './EventResources';
import { TaskRow } from './EventTasks';
import { Transfers } from './Transfers';

const AGAIN = 15_000;

/** What waits for somebody, the most urgent first; of a hospital also its transfers, and what it has. */
export default function TasksPage() {
  const { t, word } = useText();
  const client = useQueryClient();
  const hospital = useSession().role === 'DOCTOR';
  const [saying, say] = useState(false);
  const query = useQuery({
    queryKey: ['emergency', 'tasks'],
    queryFn: ({ signal }) => emergency.tasks(signal),
    refetchInterval: AGAIN,
  });
  return (
    <>
      <h1>{t('nav.tasks')}</h1>
      <p className="lead">{t('tasks.lead')}</p>
      <Shown query={query} lines={6}>
        {({ tasks, now }) =>
          tasks.length === 0 ? (
            <Empty title={t('tasks.none')} />
          ) : (
            <section className="panel">
              <ul className="plain tasks">
                {tasks.map(({ event, title, task }) => (
                  <li key={`${event}-${task.number}`} data-test="task" data-state={task.state}>
                    <p className="fine">
                      {hospital ? title : <Link href={`/emergency/events/${event}`}>{title}</Link>}
                    </p>
                    <TaskRow event={event} task={task} role="" now={now} acting cancels={false} />
                  </li>
                ))}
              </ul>
            </section>
          )
        }
      </Shown>
      {hospital && (
        <>
          <section className="panel">
            <h2>{t('transfers.title')}</h2>
            <Transfers event={null} />
          </section>
          <section className="panel">
            <h2>{t('resources.ours')}</h2>
            <p className="fine">{t('resources.ours-hint')}</p>
            <Button onClick={() => say(true)}>{t('resources.say')}</Button>
          </section>
        </>
      )}
      {saying && (
        <FormDialog
          title="resources.say"
          fields={[
            {
              name: 'kind',
              label: 'resources.kind',
              options: RESOURCES.map((value) => ({ value, label: word('resource', value) })),
            },
            { name: 'item', label: 'resources.item', hint: 'resources.item-hint', optional: true },
            { name: 'unit', label: 'resources.unit' },
            { name: 'capacity', label: 'resources.capacity' },
            { name: 'used', label: 'resources.used' },
          ]}
          send={({ capacity, used, ...values }) =>
            emergency.say({ ...values, capacity: Number(capacity), used: Number(used) })
          }
          done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
          close={() => say(false)}
        />
      )}
    </>
  );
}
