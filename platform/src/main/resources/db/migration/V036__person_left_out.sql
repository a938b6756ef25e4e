-- What waits for a steward is read off an index, strongest first, instead of from all pairs.

alter table person.pair add column left_out boolean not null default false;
comment on column person.pair.left_out is 'Judged to be one person, and yet parted: by a word, or by a pair that only a steward may link.';

update person.pair p
   set left_out = true
  from person.link one, person.link other
 where p.verdict = 'SAME'
   and one.compartment = p.a
   and one.valid_to is null
   and other.compartment = p.b
   and other.valid_to is null
   and one.person <> other.person;

create index pair_waiting on person.pair (bits desc, a, b) where verdict = 'POSSIBLE' or left_out;
comment on index person.pair_waiting is 'Pairs that a steward may be asked about, the strongest first; some of them stand together by others.';
