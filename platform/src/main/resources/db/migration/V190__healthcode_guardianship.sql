-- Guardians are proxies of access: one truth about who may act for whom. What a window recorded means what it said: the guardian of a
-- child acts for it; an elder who showed a code let another show it, and nothing more.

insert into access.proxy
       (compartment, id, holder, ground, level, reads, withheld, valid_from, valid_until, recorded_by, institution)
select compartment, id, guardian,
       case relation when 'CHILD' then 'GUARDIAN' else 'ENTRUSTED' end,
       case relation when 'CHILD' then 'ACT' else 'CODE' end,
       reads or relation = 'CHILD',
       case relation when 'CHILD' then '{}'::text[] else '{PSY,HIV,STD,REPRO,GENETIC}' end,
       valid_from, valid_until, recorded_by, institution
  from healthcode.guardianship;

drop table healthcode.guardianship;

comment on column access.look.basis is 'On which basis: TREATMENT, CONSENT, EMERGENCY, CODE, SELF, PROXY, SOURCE, IDENTITY, DUTY, OPEN_NODE, NONE.';
comment on column access.look.interaction is 'How: read, search, history, everything, page, refresh (an open page asked again by itself), export, notification, elsewhere, match, identifiers, demographics, health-code, proxy (somebody who may not asked to act for the resident).';
