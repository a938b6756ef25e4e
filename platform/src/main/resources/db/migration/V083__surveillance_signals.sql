-- Signals: one object from detection to closure.

create table surveillance.signal (
    id          bigint           generated always as identity primary key,
    what        text             not null,
    place       text             not null,
    site        text             not null,
    owner       text             not null,
    state       text             not null
        check (state in ('DETECTED', 'VERIFIED', 'ASSESSED', 'ISSUED', 'RESPONDING', 'FED_BACK', 'CLOSED', 'DISMISSED', 'MERGED')),
    version     integer          not null,
    rule        text             not null,
    observed    integer          not null,
    expected    double precision,
    bound       double precision,
    first_day   date             not null,
    last_day    date             not null,
    raised_at   timestamptz      not null,
    grown_at    timestamptz      not null,
    due_at      timestamptz,
    likelihood  smallint         check (likelihood between 1 and 4),
    impact      smallint         check (impact between 1 and 4),
    risk        text             check (risk in ('VERY_LOW', 'LOW', 'MEDIUM', 'HIGH')),
    merged_into bigint,
    explanation jsonb            not null
);
comment on table surveillance.signal is 'Signals (预警信号), from detection to closure; at most one open one for each place, site and disease or syndrome.';
comment on column surveillance.signal.id is 'Number of the signal.';
comment on column surveillance.signal.what is 'Family of diseases or syndrome.';
comment on column surveillance.signal.place is 'GB/T 2260: where the cases live.';
comment on column surveillance.signal.site is 'School, workplace, estate or village; empty for the whole place. A part that was split off has its own words.';
comment on column surveillance.signal.owner is 'GB/T 2260: the one jurisdiction whose CDC has it.';
comment on column surveillance.signal.state is 'Where it stands.';
comment on column surveillance.signal.version is 'From 1; each event adds one.';
comment on column surveillance.signal.rule is 'Detector or threshold that raised it, with its version.';
comment on column surveillance.signal.observed is 'Cases in the window.';
comment on column surveillance.signal.expected is 'Cases that the past let expect; null where the rule expects none.';
comment on column surveillance.signal.bound is 'What was passed; null where the rule has none.';
comment on column surveillance.signal.first_day is 'First day that alarmed.';
comment on column surveillance.signal.last_day is 'Last day that alarmed.';
comment on column surveillance.signal.raised_at is 'When it was raised.';
comment on column surveillance.signal.grown_at is 'When it last grew.';
comment on column surveillance.signal.due_at is 'When its next step is due; null where none is.';
comment on column surveillance.signal.likelihood is 'Likelihood, 1 to 4.';
comment on column surveillance.signal.impact is 'Impact, 1 to 4.';
comment on column surveillance.signal.risk is '极低, 低, 中, 高.';
comment on column surveillance.signal.merged_into is 'The signal that took it in.';
comment on column surveillance.signal.explanation is 'Why it was raised.';
create unique index signal_open on surveillance.signal (place, what, site)
    where state not in ('CLOSED', 'DISMISSED', 'MERGED');
comment on index surveillance.signal_open is 'One open signal for each place, site and disease.';
create index signal_owner on surveillance.signal (owner text_pattern_ops, state);
comment on index surveillance.signal_owner is 'The inbox of a jurisdiction.';
create index signal_place on surveillance.signal (place text_pattern_ops, state);
comment on index surveillance.signal_place is 'Signals of a place.';

create table surveillance.signal_event (
    signal  bigint      not null,
    version integer     not null,
    at      timestamptz not null,
    kind    text        not null,
    account text        not null,
    name    text        not null,
    owner   text        not null,
    state   text        not null,
    words   text        not null,
    primary key (signal, version)
);
comment on table surveillance.signal_event is 'What happened to signals. Rows are only added.';
comment on column surveillance.signal_event.signal is 'The signal.';
comment on column surveillance.signal_event.version is 'Of the signal after it.';
comment on column surveillance.signal_event.at is 'When.';
comment on column surveillance.signal_event.kind is 'RAISED, GREW, VERIFIED, DISMISSED, ASSESSED, ISSUED, ACKNOWLEDGED, RESPONDED, FED_BACK, CLOSED, REOPENED, HANDED_OVER, MERGED, TOOK_IN, SPLIT.';
comment on column surveillance.signal_event.account is 'Login of whoever did it; platform for the platform itself.';
comment on column surveillance.signal_event.name is 'Name of whoever did it.';
comment on column surveillance.signal_event.owner is 'Who has it from then on.';
comment on column surveillance.signal_event.state is 'Where it stands from then on.';
comment on column surveillance.signal_event.words is 'What was said.';

create table surveillance.product (
    signal          bigint      not null,
    number          integer     not null,
    kind            text        not null check (kind in ('ADVICE', 'NOTICE', 'PROPOSAL')),
    recipients      text        not null,
    words           text        not null,
    issued_at       timestamptz not null,
    due_at          timestamptz not null,
    acknowledged_at timestamptz,
    primary key (signal, number)
);
comment on table surveillance.product is 'What came of a risk assessment: 风险提示, 警示通报, 预警决策建议.';
comment on column surveillance.product.signal is 'The signal.';
comment on column surveillance.product.number is 'From 1.';
comment on column surveillance.product.kind is 'ADVICE 健康风险提示 to the public, NOTICE 警示信息通报 to departments, regions and institutions, PROPOSAL 预警决策建议 to the government.';
comment on column surveillance.product.recipients is 'To whom.';
comment on column surveillance.product.words is 'What it says.';
comment on column surveillance.product.issued_at is 'When.';
comment on column surveillance.product.due_at is 'When it is to be acknowledged.';
comment on column surveillance.product.acknowledged_at is 'When it was.';
