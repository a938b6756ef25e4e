import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { reports, type PaperBlock, type ReportLine } from '../../api/reports';
import type { Sent } from '../../api/client';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from '../access/FormDialog';

/** Reports on the situation: each as of its cut-off, numbered, corrected by further editions, to read and as PDF. */
export function EventReports({ event, acting }: { event: string; acting: boolean }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const [search, change] = useSearchParams();
  const [making, make] = useState<{ corrects: number | null } | null>(null);
  const key = ['emergency', 'reports', event];
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => reports.list(event, signal) });
  const chosen = search.get('report');
  const choose = (report: string | null) =>
    change((before) => {
      const next = new URLSearchParams(before);
      if (report === null) next.delete('report');
      else next.set('report', report);
      return next;
    });
  const correcting = making?.corrects ?? null;
  const send = (values: Sent) =>
    reports.make(event, {
      cutoff: values['cutoff'] ? new Date(`${values['cutoff']}:00+08:00`).toISOString() : null,
      corrects: correcting,
      words: values['words'] ?? '',
      language: values['language'] || null,
    });
  return (
    <section className="panel" data-test="reports">
      <h2>{t('event-part.reports')}</h2>
      <p className="fine">{t('reports.hint')}</p>
      {acting && (
        <p>
          <Button type="primary" onClick={() => make({ corrects: null })}>
            {t('reports.make')}
          </Button>
        </p>
      )}
      <Shown query={query} lines={4}>
        {({ reports: list }) =>
          list.length === 0 ? (
            <Empty title={t('reports.none')}>{t('reports.none-hint')}</Empty>
          ) : (
            <ol className="plain reports">
              {list.map((report) => {
                const name = `${report.number}.${report.edition}`;
                const newest = list.find(({ number }) => number === report.number) === report;
                return (
                  <li key={name} data-test="report">
                    <b lang={report.language}>{report.title}</b>
                    {!newest && <span className="mark"> {t('reports.replaced')}</span>}
                    <br />
                    <span className="fine">
                      {t('reports.line', {
                        cutoff: moment(language, report.cutoff),
                        at: moment(language, report.madeAt),
                        name: report.name,
                      })}
                    </span>
                    <div className="buttons">
                      <button
                        type="button"
                        aria-expanded={chosen === name}
                        onClick={() => choose(chosen === name ? null : name)}
                      >
                        {t(chosen === name ? 'reports.fold' : 'reports.read')}
                      </button>
                      <a className="button" href={reports.pdf(event, report)} target="_blank" rel="noreferrer">
                        PDF
                      </a>
                      {acting && newest && (
                        <button type="button" className="quiet" onClick={() => make({ corrects: report.number })}>
                          {t('reports.correct')}
                        </button>
                      )}
                    </div>
                    {chosen === name && <Paper event={event} report={report} />}
                  </li>
                );
              })}
            </ol>
          )
        }
      </Shown>
      {making && (
        <FormDialog
          title={correcting === null ? 'reports.make' : 'reports.correct'}
          fields={fields(correcting === null)}
          send={send}
          done={(made) => {
            void client.invalidateQueries({ queryKey: key });
            choose(`${made.number}.${made.edition}`);
          }}
          close={() => make(null)}
        />
      )}
    </section>
  );
}

function fields(first: boolean): Field[] {
  const words: Field = { name: 'words', label: 'reports.words', hint: 'events.nameless', long: true };
  const language: Field = {
    name: 'language',
    label: 'reports.language',
    optional: true,
    options: [
      { value: 'zh', label: '中文' },
      { value: 'en', label: 'English' },
    ],
  };
  const cutoff: Field = {
    name: 'cutoff',
    label: 'reports.cutoff',
    hint: 'reports.cutoff-hint',
    type: 'datetime-local',
    optional: true,
  };
  return first ? [cutoff, words, language] : [words, language];
}

function Paper({ event, report }: { event: string; report: ReportLine }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['emergency', 'report', event, report.number, report.edition],
    queryFn: ({ signal }) => reports.report(event, report, signal),
    staleTime: Infinity,
  });
  return (
    <Shown query={query} lines={12}>
      {({ paper }) => (
        <article className="report-paper" lang={paper.language} data-test="report-paper">
          <p>{paper.under}</p>
          {paper.blocks.map((block, place) => (
            <Part key={place} block={block} />
          ))}
          <p className="fine report-checksum">{t('reports.checksum', { sum: report.checksum })}</p>
        </article>
      )}
    </Shown>
  );
}

function Part({ block }: { block: PaperBlock }) {
  switch (block.block) {
    case 'heading':
      return <h3>{block.words}</h3>;
    case 'text':
      return block.words.split('\n').map((line, place) => <p key={place}>{line}</p>);
    case 'facts':
      return (
        <dl className="report-facts">
          {block.facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      );
    case 'table':
      return (
        <div className="report-table" role="region" tabIndex={0} aria-label={block.columns.join(' ')}>
          <table>
            <thead>
              <tr>
                {block.columns.map((column) => (
                  <th key={column}>{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, place) => (
                <tr key={place}>
                  {row.map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'bars': {
      const most = Math.max(1, ...block.bars.map(({ height }) => height));
      return (
        <figure>
          <figcaption>{block.words}</figcaption>
          <svg
            className="report-bars"
            viewBox={`0 0 ${block.bars.length * 10} 100`}
            preserveAspectRatio="none"
            role="img"
            aria-label={block.words}
          >
            {block.bars.map(({ name, height }, place) => (
              <rect
                key={name}
                x={place * 10 + 1}
                width={8}
                y={100 - (100 * height) / most}
                height={(100 * height) / most}
              >
                <title>{`${name}: ${height}`}</title>
              </rect>
            ))}
          </svg>
          <p className="fine report-ends">
            <span>{block.bars[0]?.name}</span>
            <span>{block.bars.at(-1)?.name}</span>
          </p>
        </figure>
      );
    }
  }
}
