-- Unusual reading (异常读取): cases that the sentinel found, what was done about them, and whose reading is held back.

alter table access.account add column reading text not null default 'FREE'
    check (reading in ('FREE', 'THROTTLED', 'FROZEN'));
comment on column access.account.reading is
    'FREE; THROTTLED: so many patients a minute; FROZEN: none but in an emergency, until a person decides.';

alter table access.look add column terminal text;
comment on column access.look.terminal is 'Network address of the device; null for residents, systems and looks from before it was kept.';

create table access.sentinel (
    single boolean     primary key default true check (single),
    place  bigint      not null,
    node   text,
    until  timestamptz
);
comment on table access.sentinel is 'One row: how far the sentinel has read the trace, and which node reads.';
comment on column access.sentinel.single is 'Always true: there is one row.';
comment on column access.sentinel.place is 'Place in the log of the last look it has acted upon.';
comment on column access.sentinel.node is 'The node that reads; null before the first.';
comment on column access.sentinel.until is 'Until when others leave it to that node.';
insert into access.sentinel (place) values (-1);

create table access.sentinel_case (
    account     text             not null,
    begun       date             not null,
    name        text             not null,
    institution text,
    from_at     timestamptz      not null,
    until_at    timestamptz      not null,
    score       double precision not null,
    patients    integer          not null,
    why         jsonb            not null,
    places      bigint[]         not null,
    state       text             not null default 'OPEN' check (state in ('OPEN', 'ASKED', 'DISMISSED', 'REVIEW')),
    measure     text             not null default 'NOTED' check (measure in ('NOTED', 'WARNED', 'THROTTLED', 'FROZEN')),
    primary key (account, begun)
);
comment on table access.sentinel_case is 'Unusual reading of one reader over one or more shifts.';
comment on column access.sentinel_case.account is 'Login of the reader.';
comment on column access.sentinel_case.begun is 'First shift of the case; a shift begins at seven in the morning.';
comment on column access.sentinel_case.name is 'Name of the reader at the time.';
comment on column access.sentinel_case.institution is 'USCC of the reader''s institution.';
comment on column access.sentinel_case.from_at is 'First look.';
comment on column access.sentinel_case.until_at is 'Last look so far.';
comment on column access.sentinel_case.score is 'How surprising it is, in bits.';
comment on column access.sentinel_case.patients is 'Source patients read in the newest shift.';
comment on column access.sentinel_case.why is 'An Explanation.';
comment on column access.sentinel_case.places is 'Places in the log of looks that counted.';
comment on column access.sentinel_case.state is 'OPEN; ASKED: the reader was asked why; DISMISSED: in order; REVIEW: handed over to review.';
comment on column access.sentinel_case.measure is 'The strongest that the policy took by itself.';
create index sentinel_case_score on access.sentinel_case (state, score desc);
comment on index access.sentinel_case_score is 'Cases of a state, the heaviest first.';

create table access.sentinel_action (
    id      bigint generated always as identity primary key,
    account text        not null,
    begun   date        not null,
    at      timestamptz not null,
    by      text        not null,
    what    text        not null,
    words   text        not null
);
comment on table access.sentinel_action is 'What was done about cases, by the policy and by people. Append-only: a trigger refuses change and removal.';
comment on column access.sentinel_action.id is 'Number; rising in the order of writing.';
comment on column access.sentinel_action.account is 'Login of the reader.';
comment on column access.sentinel_action.begun is 'First shift of the case.';
comment on column access.sentinel_action.at is 'When.';
comment on column access.sentinel_action.by is 'Login of who did it; sentinel for the policy.';
comment on column access.sentinel_action.what is 'What was done, a word of org.tongmai.access.SentinelCase.Deed.';
comment on column access.sentinel_action.words is 'What was said about it; the policy names its threshold.';
create index sentinel_action_case on access.sentinel_action (account, begun, id);
comment on index access.sentinel_action_case is 'What was done about a case, in order.';
create function access.sentinel_action_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'access.sentinel_action is append-only';
end
$$;
comment on function access.sentinel_action_is_final() is 'Keeps the log append-only.';
create trigger sentinel_action_is_final before update or delete or truncate on access.sentinel_action
    for each statement execute function access.sentinel_action_is_final();
comment on trigger sentinel_action_is_final on access.sentinel_action is 'Keeps the log append-only.';

create table access.sentinel_subject (
    kind        text        not null check (kind in ('WATCHED', 'STAFF')),
    account     text        not null default '',
    compartment bigint      not null,
    at          timestamptz not null,
    by          text        not null,
    primary key (kind, account, compartment)
);
comment on table access.sentinel_subject is 'Residents whom everybody knows, and who of the staff is which resident, as operators say.';
comment on column access.sentinel_subject.kind is 'WATCHED: everybody knows them; STAFF: the resident is this reader.';
comment on column access.sentinel_subject.account is 'Login of the reader; empty for WATCHED.';
comment on column access.sentinel_subject.compartment is 'A source patient of the resident; all of the same person are meant.';
comment on column access.sentinel_subject.at is 'When it was said.';
comment on column access.sentinel_subject.by is 'Login of who said it.';

create table access.sentinel_pace (
    account  text        not null,
    minute   timestamptz not null,
    patients integer     not null,
    primary key (account, minute)
);
comment on table access.sentinel_pace is 'What readers who are held back have read in this minute; nothing is kept of others.';
comment on column access.sentinel_pace.account is 'Login.';
comment on column access.sentinel_pace.minute is 'The minute.';
comment on column access.sentinel_pace.patients is 'Source patients asked for in it.';

insert into access.setting (name, valid_from, value, source)
values ('sentinel-warn-bits', '2000-01-01', 30, 'Tongmai default: from here on the operator is told'),
       ('sentinel-throttle-bits', '2000-01-01', 60, 'Tongmai default: from here on the reader is slowed down'),
       ('sentinel-freeze-bits', '2000-01-01', 110, 'Tongmai default: from here on the reader reads in emergencies only until a person decides'),
       ('sentinel-watched-bits', '2000-01-01', 15, 'Tongmai default: a case that touches somebody on the list counts as so much heavier'),
       ('sentinel-patients-a-minute', '2000-01-01', 2, 'Tongmai default: patients a minute of a reader who is slowed down'),
       ('sentinel-replay-days', '2000-01-01', 21, 'Tongmai default: habits are learnt from so many days of the trace when a node begins');
