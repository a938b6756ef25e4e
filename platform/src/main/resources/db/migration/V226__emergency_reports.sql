-- Reports on the situation of events.

create table emergency.report (
    event    bigint      not null references emergency.event (id),
    number   integer     not null check (number > 0),
    edition  integer     not null check (edition >= 0),
    cutoff   timestamptz not null,
    made_at  timestamptz not null,
    account  text        not null,
    name     text        not null,
    language text        not null,
    checksum text        not null,
    paper    text        not null,
    primary key (event, number, edition)
);
comment on table emergency.report is 'Reports on the situation of events (态势报告). Rows are only added; they name nobody who is ill.';
comment on column emergency.report.event is 'The event.';
comment on column emergency.report.number is 'In the event, from 1.';
comment on column emergency.report.edition is '0, and from 1 for corrections.';
comment on column emergency.report.cutoff is 'What was written down later is not in it.';
comment on column emergency.report.made_at is 'When it was made.';
comment on column emergency.report.account is 'Login of whoever made it.';
comment on column emergency.report.name is 'Name of whoever made it.';
comment on column emergency.report.language is 'BCP 47.';
comment on column emergency.report.checksum is 'SHA-256 of the paper, in hexadecimal.';
comment on column emergency.report.paper is 'What it says, as JSON: printed again, it is the same in every word.';
create trigger history_stays before update or delete or truncate on emergency.report
    for each statement execute function emergency.history_stays();
comment on trigger history_stays on emergency.report is 'Rows are only added.';
