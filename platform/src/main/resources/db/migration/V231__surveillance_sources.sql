-- One shape for what any source tells, and which sources fell silent.

create view surveillance.observation as
select split_part(what, ':', 1) as source,
       what,
       place,
       day,
       known_at as received_at,
       greatest(0, (known_at at time zone 'Asia/Shanghai')::date - day) as delay_days,
       delta
  from surveillance.count_change
 where dated = 'ONSET';
comment on view surveillance.observation is 'The signal bus: what any source told, where, of which day, when it came and how late. Detection reads the sums of the same rows.';
create index count_change_lately on surveillance.count_change using brin (known_at);
comment on index surveillance.count_change_lately is 'What came lately, of all series: how late sources tell.';

create table surveillance.silence (
    source text not null,
    place text not null,
    since timestamptz not null,
    noticed_at timestamptz not null,
    ended_at timestamptz,
    primary key (source, place, since)
);
comment on table surveillance.silence is 'Sources that told of a place before and fell silent. Rows are only added, and ended.';
comment on column surveillance.silence.source is 'Code of the source.';
comment on column surveillance.silence.place is 'GB/T 2260.';
comment on column surveillance.silence.since is 'When it last told.';
comment on column surveillance.silence.noticed_at is 'When the silence was noticed.';
comment on column surveillance.silence.ended_at is 'When it told again; null while it is silent.';
