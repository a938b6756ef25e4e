import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { rumours } from '../api/rumours';
import { localDay } from '../shared/format';
import { ProblemView } from '../shared/Problem';
import { useText } from '../shared/text';

const DAY = 86_400_000;
const BACK = 60;

/** Its words come with this page, which few open, and not with the first load of everybody. */
const WORDS = {
  title: { zh: '上报身边疫情', en: 'Report illness around you' },
  lead: {
    zh: '身边有多人生病、原因不明的病，或有人因病去世？告诉当地疾控。不留您的姓名和账号。',
    en: 'Several people ill around you, an illness nobody knows, or a death? Tell the CDC. Your name and account are not kept.',
  },
  urgent: { zh: '有人病危请先拨打 120。', en: 'Where somebody is in danger call 120 first.' },
  where: { zh: '在哪里', en: 'Where' },
  'where-hint': {
    zh: '写到区县和场所，例如“西湖区某小学”。',
    en: 'County and site, such as “西湖区某小学”.',
  },
  since: { zh: '从哪天开始', en: 'Since' },
  ill: { zh: '大约几人（不知道可不填）', en: 'How many, about (may be left out)' },
  text: { zh: '什么情况', en: 'What happens' },
  'text-hint': {
    zh: '症状、有没有吃过同样的东西。不必写姓名和电话，写了也会隐去。',
    en: 'Symptoms, whether the same was eaten. No names or numbers are needed; they are taken out.',
  },
  send: { zh: '上报', en: 'Send' },
  thanks: { zh: '已上报，谢谢您。', en: 'Sent. Thank you.' },
  understood: { zh: '地点识别为：', en: 'Understood as: ' },
  next: {
    zh: '当地疾控会与其他来源的信息一起核实。同一天最多上报 5 条。',
    en: 'The CDC verifies it together with what others tell. At most 5 reports a day.',
  },
  home: { zh: '回首页', en: 'Home' },
};

/** A resident tells of illness around: where, since when, how many, what. */
export default function ReportPage() {
  const { say, language } = useText();
  const today = localDay(new Date());
  const [where, setWhere] = useState('');
  const [since, setSince] = useState(today);
  const [ill, setIll] = useState('');
  const [text, setText] = useState('');
  const sending = useMutation({
    mutationFn: () =>
      rumours.report({ where: where.trim(), since, text: text.trim(), ...(ill ? { ill: Number(ill) } : {}) }),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate();
  };
  if (sending.data)
    return (
      <div role="status" lang={language}>
        <h1>{say(WORDS.thanks)}</h1>
        <p data-test="understood">
          {say(WORDS.understood)}
          <strong>{sending.data.place.name}</strong>
        </p>
        <p>{say(WORDS.next)}</p>
        <p>
          <Link className="button primary" href="/">
            {say(WORDS.home)}
          </Link>
        </p>
      </div>
    );
  return (
    <>
      <h1>{say(WORDS.title)}</h1>
      <p>{say(WORDS.lead)}</p>
      <p className="notice">{say(WORDS.urgent)}</p>
      <form onSubmit={send}>
        <label className="field">
          {say(WORDS.where)}
          <input required maxLength={100} value={where} onChange={(event) => setWhere(event.target.value)} />
          <span className="fine">{say(WORDS['where-hint'])}</span>
        </label>
        <label className="field">
          {say(WORDS.since)}
          <input
            type="date"
            required
            min={localDay(new Date(Date.now() - BACK * DAY))}
            max={today}
            value={since}
            onChange={(event) => setSince(event.target.value)}
          />
        </label>
        <label className="field">
          {say(WORDS.ill)}
          <input
            type="number"
            inputMode="numeric"
            min={1}
            max={100000}
            value={ill}
            onChange={(event) => setIll(event.target.value)}
          />
        </label>
        <label className="field">
          {say(WORDS.text)}
          <textarea required rows={5} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
          <span className="fine">{say(WORDS['text-hint'])}</span>
        </label>
        {sending.error && <ProblemView failure={sending.error} />}
        <p>
          <button type="submit" className="primary" disabled={sending.isPending}>
            {say(WORDS.send)}
          </button>
        </p>
      </form>
    </>
  );
}
