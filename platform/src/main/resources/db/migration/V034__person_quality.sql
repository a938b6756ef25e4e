-- What stewards watch: changes of links in their order, the quality of registrations by institution, words about one patient.

create sequence person.link_place;
comment on sequence person.link_place is 'Order of the changes of links; one writer at a time, so it is the order of their commits.';
alter table person.link add column place bigint;
alter table person.link alter column place set default nextval('person.link_place');
comment on column person.link.place is 'Place among the changes of links; null for links older than this column.';
create unique index link_changes on person.link (place);
comment on index person.link_changes is 'Changes of links since a cursor.';

create index word_about_a on person.word (a);
comment on index person.word_about_a is 'All words about a registration, those taken back too.';
create index word_about_b on person.word (b);
comment on index person.word_about_b is 'All words about a registration, from the other side.';

create table person.mark (
    compartment bigint not null primary key,
    institution text not null,
    unnumbered boolean not null,
    unborn boolean not null,
    placeholder boolean not null
);
comment on table person.mark is 'What is lacking in each registration, so that person.quality can be kept up to date.';
comment on column person.mark.compartment is 'The source patient.';
comment on column person.mark.institution is 'Source institution (USCC); empty where unknown.';
comment on column person.mark.unnumbered is 'No identity document with a usable number.';
comment on column person.mark.unborn is 'No whole birth date.';
comment on column person.mark.placeholder is 'A value that only fills a field: 1900-01-01, 13800000000, 000000.';

create table person.quality (
    institution text not null primary key,
    registrations bigint not null,
    unnumbered bigint not null,
    unborn bigint not null,
    placeholder bigint not null
);
comment on table person.quality is 'Registrations by institution and what is lacking in them, kept in the commit that changes a registration.';
comment on column person.quality.institution is 'Source institution (USCC); empty where unknown.';
comment on column person.quality.registrations is 'How many there are.';
comment on column person.quality.unnumbered is 'How many have no identity document with a usable number.';
comment on column person.quality.unborn is 'How many have no whole birth date.';
comment on column person.quality.placeholder is 'How many have a value that only fills a field; of those registered before this table was made, once they are sent again.';

insert into person.mark (compartment, institution, unnumbered, unborn, placeholder)
select compartment, coalesce(institution, ''), numbers = '{}' and documents = '{}', birth_date is null, false
  from person.identity;
insert into person.quality (institution, registrations, unnumbered, unborn, placeholder)
select institution, count(*), count(*) filter (where unnumbered), count(*) filter (where unborn), 0
  from person.mark
 group by institution;

alter table person.pair add column within boolean not null default false;
comment on column person.pair.within is 'Both registrations are of one institution: perhaps registered twice.';
create index pair_within on person.pair (a) where within;
comment on index person.pair_within is 'Suspected duplicates within an institution.';

create function person.mark_within() returns trigger language plpgsql as $$
begin
    update person.pair p
       set within = true
      from fresh f
      join person.identity i on i.compartment = f.a
      join person.identity j on j.compartment = f.b and j.institution = i.institution
     where p.a = f.a
       and p.b = f.b;
    return null;
end
$$;
comment on function person.mark_within() is 'Marks pairs of one institution.';
create trigger pair_within after insert on person.pair
    referencing new table as fresh
    for each statement execute function person.mark_within();
comment on trigger pair_within on person.pair is 'Marks pairs of one institution.';

update person.pair p
   set within = true
  from person.identity i, person.identity j
 where i.compartment = p.a
   and j.compartment = p.b
   and j.institution = i.institution;
