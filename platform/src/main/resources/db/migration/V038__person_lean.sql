-- What is read on every access stays small: explanations lie apart from links, and what only pages or counts need is kept once.

update person.link l
   set place = o.place
  from (select compartment, valid_from,
               row_number() over (order by valid_from, compartment) - count(*) over () as place
          from person.link
         where place is null) o
 where o.compartment = l.compartment
   and o.valid_from = l.valid_from
   and l.place is null;
alter table person.link alter column place set not null;
comment on column person.link.place is 'Place among the changes of links; 0 and less for links older than this column.';

create table person.explanation (
    place bigint not null primary key,
    explanation jsonb not null
);
comment on table person.explanation is 'Why a link was made, as it was seen then. Read for a page, never to decide: apart from the rows that decide.';
comment on column person.explanation.place is 'Place of the link.';
comment on column person.explanation.explanation is 'An Explanation.';
insert into person.explanation (place, explanation) select place, explanation from person.link;
alter table person.link drop column explanation;

drop index person.identity_pinyin;
drop index person.identity_local;
alter table person.identity drop column pinyin;

drop index person.replacement_waiting;
create index replacement_waiting on person.replacement (institution, target) where other is null;
comment on index person.replacement_waiting is 'Replacements whose other side has not come, by what it is.';

alter table person.identity add column placeholder boolean not null default false;
update person.identity i set placeholder = true from person.mark m where m.compartment = i.compartment and m.placeholder;
alter table person.identity alter column placeholder drop default;
comment on column person.identity.placeholder is 'Whether a value that was sent only fills a field: 1900-01-01, 13800000000, 000000.';
drop table person.mark;

drop trigger pair_within on person.pair;
drop function person.mark_within();

alter table person.block drop constraint block_pkey;
create index block_key on person.block (key);
comment on index person.block_key is 'Registrations under a key. Without the source patient in it, it is a third smaller, so that more of it stays in memory.';

drop index person.link_history;
create index link_ended on person.link (compartment) where valid_to is not null;
comment on index person.link_ended is 'What a source patient belonged to; what it belongs to now is in link_current.';
