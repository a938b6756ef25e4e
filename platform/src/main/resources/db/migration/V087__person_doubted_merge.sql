-- Why a decision was undone; and merges of institutions that contradict what they registered, which a steward is to look at.

alter table person.decision
    add column undone_reason text,
    add column doubted boolean not null default false;
comment on column person.decision.undone_reason is 'Why it was undone, in the steward''s words; null for what was undone before this was asked.';
comment on column person.decision.doubted is 'Whether an institution merged two whose names, birth dates or valid resident numbers contradict one another: a steward is to look at it.';
create index decision_doubted on person.decision (number) where doubted and undone_at is null;
comment on index person.decision_doubted is 'Merges that a steward is to look at.';
