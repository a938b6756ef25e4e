-- What an overview of a region asks: counts of a disease over many places, cards that wait.

create index daily_count_region on surveillance.daily_count (what, dated, day, place text_pattern_ops) include (cases);
comment on index surveillance.daily_count_region is 'Counts of a region by disease and day, from the index alone.';

create index card_open on surveillance.card (state, jurisdiction text_pattern_ops, place text_pattern_ops)
    include (due_at, review_due_at)
    where state in ('DRAFT', 'SENT', 'RETURNED') and duplicate_of is null;
comment on index surveillance.card_open is 'Cards that wait for somebody; few of all.';
