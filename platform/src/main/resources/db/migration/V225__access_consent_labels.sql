-- A Consent carries the special classes that it speaks of: those stored before are written again by the job "consent-filing".

update access.request
   set recorded = null
 where state in ('GRANTED', 'REVOKED')
   and classes <> '{}';

update access.rule
   set recorded = false
 where superseded_at is null
   and (classes <> '{}' or document is not null);

create index proxy_offer_compartment on access.proxy_offer (compartment);
comment on index access.proxy_offer_compartment is 'The codes of one person: a new one takes the place of those before.';
