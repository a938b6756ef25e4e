-- Which time limits were written down as passed, and the CDC that a product is for.

alter table surveillance.card add column review_told timestamptz;
comment on column surveillance.card.review_told is 'The limit of a review of which it was written down that it passed; null for none.';
alter table surveillance.card add column correction_told timestamptz;
comment on column surveillance.card.correction_told is 'The limit of a correction of which it was written down that it passed; null for none.';
create index card_review_late on surveillance.card (review_due_at)
    where state = 'SENT' and review_told is distinct from review_due_at;
comment on index surveillance.card_review_late is 'Reviews that may pass their limit.';
create index card_correction_late on surveillance.card (correction_due_at)
    where correction_due_at is not null and correction_told is distinct from correction_due_at;
comment on index surveillance.card_correction_late is 'Corrections that may pass their limit.';
comment on column surveillance.card_event.kind is 'DRAFTED, EVIDENCE, UNSUPPORTED, SENT, DISCARDED, REVIEWED, RETURNED, CORRECTED, WITHDRAWN, DUPLICATE, PARTED, REMINDED, ESCALATED, OVERDUE, REVIEW_OVERDUE, CORRECTION_OVERDUE and others.';

alter table surveillance.signal add column told timestamptz;
comment on column surveillance.signal.told is 'The limit of a step of which it was written down that it passed; null for none.';
create index signal_late on surveillance.signal (due_at) where due_at is not null and told is distinct from due_at;
comment on index surveillance.signal_late is 'Signals whose next step may pass its limit.';
comment on column surveillance.signal_event.kind is 'RAISED, GREW, VERIFIED, DISMISSED, ASSESSED, ISSUED, ACKNOWLEDGED, RESPONDED, FED_BACK, CLOSED, REOPENED, HANDED_OVER, MERGED, TOOK_IN, SPLIT; OVERDUE, UNACKNOWLEDGED: a limit passed.';

alter table surveillance.product add column region text;
comment on column surveillance.product.region is 'GB/T 2260: whose CDC it is for and acknowledges it; null where nobody of the platform does.';
alter table surveillance.product add column told boolean not null default false;
comment on column surveillance.product.told is 'Whether it was written down that nobody acknowledged it in time.';
create index product_late on surveillance.product (due_at) where acknowledged_at is null and not told;
comment on index surveillance.product_late is 'What may not be acknowledged in time.';
create index product_region on surveillance.product (region text_pattern_ops) where region is not null;
comment on index surveillance.product_region is 'What is for a CDC.';
