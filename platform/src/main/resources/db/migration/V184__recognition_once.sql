-- A round that is sent again with another result or another end is another record; and each result of a report is told by itself.

drop index recognition.quality_once;
create unique index quality_once on recognition.quality
    (institution, item, kind, coalesce(level, ''), coalesce(area, ''), valid_from, coalesce(valid_until, 'infinity'), reference, passed)
    where withdrawn_at is null;
comment on index recognition.quality_once is
    'What is sent again is not recorded twice; with another result or another end it is another record.';

alter table recognition.notice drop constraint notice_compartment_card_version_key;
alter table recognition.notice add constraint notice_once unique (compartment, result, card, version);
comment on index recognition.notice_once is 'A version of a result is told once for each quotation.';
